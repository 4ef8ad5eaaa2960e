import { useState } from 'react';
import { events } from '../../api/queries';
import { eventKinds } from '../../api/types';
import { useGet } from '../../api/useGet';
import { useSearch } from '../../browser/location';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Empty } from '../../parts/Empty';
import { EventList } from '../../parts/EventList';
import { FilterChoice } from '../../parts/FilterChoice';
import { Filters } from '../../parts/Filters';
import { FilterText } from '../../parts/FilterText';
import { Loading } from '../../parts/Loading';
import { PageHead } from '../../parts/PageHead';
import { Pager } from '../../parts/Pager';
import { ProblemNote } from '../../parts/ProblemNote';
import { Refresh } from '../../parts/Refresh';
import { useCursor } from '../../parts/useCursor';
import { Views } from '../../parts/Views';
import { EventTabs } from './EventTabs';
import { useLiveEvents } from './useLiveEvents';

export default function EventsPage() {
  const all = useText();
  const text = all.events;
  const { number } = useFormat();
  const search = useSearch();
  const filter = { clientId: search.get('clientId'), kind: search.get('kind'), text: search.get('text') };
  const cursor = useCursor(JSON.stringify(filter));
  const [flow, setFlow] = useState<'live' | 'held'>('live');
  const answer = useGet(events({ ...filter, order: '-at', cursor: cursor.cursor }));
  const { value, problem, isLoading, reload } = answer;
  const isFirst = cursor.cursor === null;
  const live = useLiveEvents(value, filter, flow === 'live' && isFirst);
  const shown = isFirst ? [...live.events, ...(value?.items ?? [])] : (value?.items ?? []);

  return (
    <>
      <PageHead title={text.title}>
        <Views
          label={text.flow}
          value={flow}
          onChange={setFlow}
          views={[
            ['live', text.live],
            ['held', text.held],
          ]}
        />
        <Refresh onClick={reload} />
      </PageHead>
      <EventTabs />
      <Filters>
        <FilterText
          label={all.clients.clientId}
          value={filter.clientId}
          onChange={clientId => search.set({ clientId })}
        />
        <FilterChoice
          label={text.kind}
          value={filter.kind}
          onChange={kind => search.set({ kind })}
          choices={[['', all.parts.all], ...eventKinds.map(kind => [kind, text.kinds[kind]] as const)]}
        />
        <FilterText
          label={text.text}
          value={filter.text}
          onChange={value => search.set({ text: value })}
          placeholder={text.textHint}
        />
      </Filters>
      <div className="panel">
        {problem && <ProblemNote problem={problem} onRetry={reload} />}
        {isLoading && value === null && <Loading />}
        {live.skipped > 0 && (
          <p className="muted" role="status">
            {text.skipped(number(live.skipped))}
          </p>
        )}
        {value && shown.length === 0 && !isLoading && <Empty>{text.empty}</Empty>}
        {shown.length > 0 && <EventList events={shown} />}
        {value && <Pager cursor={cursor} list={value} />}
      </div>
    </>
  );
}
