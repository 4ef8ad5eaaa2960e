import { subscriptions } from '../../api/queries';
import { useGet } from '../../api/useGet';
import { useSearch } from '../../browser/location';
import { useText } from '../../i18n/language';
import { ClientLink } from '../../parts/ClientLink';
import { FilterChoice } from '../../parts/FilterChoice';
import { Filters } from '../../parts/Filters';
import { FilterText } from '../../parts/FilterText';
import { ListPanel } from '../../parts/ListPanel';
import { PageHead } from '../../parts/PageHead';
import { Refresh } from '../../parts/Refresh';
import { useSubscriptionColumns } from '../../parts/subscriptionColumns';
import { useCursor } from '../../parts/useCursor';
import { SubscriptionTabs } from './SubscriptionTabs';

export default function SubscriptionsPage() {
  const all = useText();
  const text = all.subscriptions;
  const search = useSearch();
  const order = search.get('order') || 'filter';
  const filter = {
    matching: search.get('matching'),
    text: search.get('text'),
    clientId: search.get('clientId'),
    shared: search.get('shared'),
    order,
  };
  const cursor = useCursor(JSON.stringify(filter));
  const answer = useGet(subscriptions({ ...filter, cursor: cursor.cursor }));
  const columns = useSubscriptionColumns();

  return (
    <>
      <PageHead title={text.title}>
        <Refresh onClick={answer.reload} />
      </PageHead>
      <SubscriptionTabs />
      <Filters>
        <FilterText
          label={text.matching}
          value={filter.matching}
          placeholder="site/7/temperature"
          onChange={matching => search.set({ matching })}
        />
        <FilterText label={text.text} value={filter.text} onChange={value => search.set({ text: value })} />
        <FilterText
          label={all.clients.clientId}
          value={filter.clientId}
          onChange={clientId => search.set({ clientId })}
        />
        <FilterChoice
          label={text.kind}
          value={filter.shared}
          onChange={shared => search.set({ shared })}
          choices={[
            ['', all.parts.all],
            ['true', text.shared],
            ['false', text.ordinary],
          ]}
        />
      </Filters>
      <ListPanel
        caption={text.title}
        answer={answer}
        cursor={cursor}
        order={order}
        onOrder={chosen => search.set({ order: chosen })}
        rowKey={one => `${one.clientId} ${one.group} ${one.filter}`}
        empty={text.empty}
        columns={[
          ...columns.slice(0, 1),
          {
            title: all.clients.clientId,
            order: 'clientId',
            isWide: true,
            cell: one => <ClientLink clientId={one.clientId} />,
          },
          ...columns.slice(1),
        ]}
      />
    </>
  );
}
