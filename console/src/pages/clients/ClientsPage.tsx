import { clients } from '../../api/queries';
import { useGet } from '../../api/useGet';
import { useSearch } from '../../browser/location';
import { useText } from '../../i18n/language';
import { FilterChoice } from '../../parts/FilterChoice';
import { Filters } from '../../parts/Filters';
import { FilterText } from '../../parts/FilterText';
import { ListPanel } from '../../parts/ListPanel';
import { PageHead } from '../../parts/PageHead';
import { Refresh } from '../../parts/Refresh';
import { useCursor } from '../../parts/useCursor';
import { useColumns } from './useColumns';

const refreshSeconds = 5;

export default function ClientsPage() {
  const text = useText();
  const search = useSearch();
  const order = search.get('order') || 'clientId';
  const filter = { text: search.get('text'), state: search.get('state'), user: search.get('user'), order };
  const cursor = useCursor(JSON.stringify(filter));
  const answer = useGet(clients({ ...filter, cursor: cursor.cursor }), refreshSeconds);

  return (
    <>
      <PageHead title={text.clients.title}>
        <Refresh onClick={answer.reload} />
      </PageHead>
      <Filters>
        <FilterText
          label={text.clients.text}
          value={filter.text}
          onChange={value => search.set({ text: value })}
          placeholder={text.clients.textHint}
        />
        <FilterText label={text.clients.user} value={filter.user} onChange={user => search.set({ user })} />
        <FilterChoice
          label={text.clients.state}
          value={filter.state}
          onChange={state => search.set({ state })}
          choices={[
            ['', text.parts.all],
            ['connected', text.clients.connected],
            ['away', text.clients.away],
          ]}
        />
      </Filters>
      <ListPanel
        caption={text.clients.title}
        answer={answer}
        cursor={cursor}
        columns={useColumns()}
        rowKey={client => client.clientId}
        order={order}
        onOrder={chosen => search.set({ order: chosen })}
        empty={text.clients.empty}
      />
    </>
  );
}
