import type { Subscription } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Empty } from '../../parts/Empty';
import { useSubscriptionColumns } from '../../parts/subscriptionColumns';
import { Table } from '../../parts/Table';

export function ClientSubscriptions({ list }: { list: readonly Subscription[] }) {
  const text = useText();
  const { number } = useFormat();
  const columns = useSubscriptionColumns();
  return (
    <section className="panel">
      <h2>{text.client.subscriptions(number(list.length))}</h2>
      {list.length === 0 ? (
        <Empty>{text.client.noSubscriptions}</Empty>
      ) : (
        <Table
          caption={text.subscriptions.title}
          columns={columns}
          rows={list}
          rowKey={one => `${one.group} ${one.filter}`}
        />
      )}
    </section>
  );
}
