import { unsubscribeClient } from '../../api/commands';
import { useMay } from '../../api/session';
import type { Subscription } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Confirm } from '../../parts/Confirm';
import { Empty } from '../../parts/Empty';
import { Opener } from '../../parts/Opener';
import { useSubscriptionColumns } from '../../parts/subscriptionColumns';
import { Table } from '../../parts/Table';
import styles from './ClientQueue.module.css';
import { SubscribeForm } from './SubscribeForm';

/** What it is subscribed to; an operator may change that for it. */
export function ClientSubscriptions({
  clientId,
  list,
  onChanged,
}: {
  clientId: string;
  list: readonly Subscription[];
  onChanged: () => void;
}) {
  const all = useText();
  const text = all.client;
  const { number } = useFormat();
  const columns = useSubscriptionColumns();
  const may = useMay('operator');
  const removing = (filter: string) => async () => {
    await unsubscribeClient(clientId, filter);
    onChanged();
  };
  const actions = {
    title: all.parts.actions,
    cell: (one: Subscription) => (
      <Confirm
        tone="primary"
        label={text.unsubscribe}
        title={text.unsubscribeTitle}
        onConfirm={removing(fullFilter(one))}
      >
        <p className="mono breakable">{fullFilter(one)}</p>
        <p>{text.unsubscribeWords}</p>
      </Confirm>
    ),
  };

  return (
    <section className="panel">
      <h2>{text.subscriptions(number(list.length))}</h2>
      {list.length === 0 ? (
        <Empty>{text.noSubscriptions}</Empty>
      ) : (
        <Table
          caption={all.subscriptions.title}
          columns={may ? [...columns, actions] : columns}
          rows={list}
          rowKey={fullFilter}
        />
      )}
      {may && (
        <div className={styles.bar}>
          <Opener label={text.subscribe} icon="plus">
            {close => <SubscribeForm clientId={clientId} onClose={close} onDone={onChanged} />}
          </Opener>
        </div>
      )}
    </section>
  );
}

/** The filter as the client gave it, with its share. */
const fullFilter = ({ group, filter }: Subscription) => (group === null ? filter : `$share/${group}/${filter}`);
