import { useState } from 'react';
import { stopTrace } from '../../api/commands';
import { traceDownloadUrl } from '../../api/http';
import { traces } from '../../api/queries';
import { useAction } from '../../api/useAction';
import { useGet } from '../../api/useGet';
import { useSearch } from '../../browser/location';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Empty } from '../../parts/Empty';
import { Facts } from '../../parts/Facts';
import { FilterText } from '../../parts/FilterText';
import { Filters } from '../../parts/Filters';
import { Icon } from '../../parts/Icon';
import { Link } from '../../parts/Link';
import { Loading } from '../../parts/Loading';
import { Note } from '../../parts/Note';
import { PageHead } from '../../parts/PageHead';
import { ProblemNote } from '../../parts/ProblemNote';
import { TraceState } from '../../parts/TraceState';
import { Views } from '../../parts/Views';
import { Packets } from './Packets';
import { packetsMax } from './append';
import { useTrace } from './useTrace';

const refreshSeconds = 3;
const tracesMax = 500;

/** One trace: what it records, and its latest packets as they come. */
export default function TracePage() {
  const all = useText();
  const text = all.traces;
  const { number, bytes, dateTime } = useFormat();
  const search = useSearch();
  const id = search.get('id');
  const list = useGet(traces({ limit: tracesMax }), refreshSeconds);
  const trace = list.value?.items.find(one => one.id === id);
  const [recorded, setRecorded] = useState<{ id: string; packets: number } | null>(null);
  if (trace && recorded?.id !== id) setRecorded({ id, packets: trace.packets });
  const { packets, problem } = useTrace(id, recorded?.id === id ? recorded.packets : null);
  const [held, setHeld] = useState<typeof packets | null>(null);
  const [words, setWords] = useState('');
  const stopping = useAction();
  const stop = () => void stopping.run(() => stopTrace(id)).then(list.reload);
  const shown = (held ?? packets).filter(({ packet, summary, clientId }) =>
    [packet, summary, clientId].some(one => one?.toLowerCase().includes(words.toLowerCase())),
  );

  return (
    <>
      <p>
        <Link href="/traces">{text.title}</Link>
      </p>
      <PageHead title={text.oneTitle}>
        {trace && (
          <>
            <TraceState state={trace.state} />
            {trace.state === 'running' && (
              <button disabled={stopping.isRunning} onClick={stop}>
                {text.stop}
              </button>
            )}
            <a className="button" href={traceDownloadUrl(id)} download>
              <Icon name="download" />
              {text.download}
            </a>
          </>
        )}
      </PageHead>
      <div className="stack">
        {list.problem && <ProblemNote problem={list.problem} isRoute onRetry={list.reload} />}
        {stopping.problem && <ProblemNote problem={stopping.problem} />}
        {problem && <ProblemNote problem={problem} />}
        {!list.value && !list.problem && <Loading />}
        {list.value && !trace && <Note tone="warn">{text.gone}</Note>}
        {trace && (
          <>
            <section className="panel" aria-label={text.oneTitle}>
              <Facts
                facts={[
                  [all.clients.clientId, <bdi className="mono">{trace.clientId ?? '–'}</bdi>],
                  [all.clients.address, <span className="mono">{trace.address ?? '–'}</span>],
                  [all.subscriptions.filter, <bdi className="mono">{trace.topic ?? '–'}</bdi>],
                  [all.payload.title, trace.withPayload ? text.payloads : text.noPayloads],
                  [text.started, text.startedBy(dateTime(trace.startedAt), trace.startedBy)],
                  [text.ends, dateTime(trace.endsAt)],
                  [text.packets, number(trace.packets)],
                  [all.client.size, bytes(trace.bytes)],
                ]}
              />
            </section>
            <div>
              <Filters>
                <FilterText label={all.clients.text} value={words} onChange={setWords} placeholder={text.textHint} />
                <Views
                  label={text.flow}
                  value={held ? 'held' : 'live'}
                  onChange={flow => setHeld(flow === 'held' ? packets : null)}
                  views={[
                    ['live', all.events.live],
                    ['held', all.events.held],
                  ]}
                />
              </Filters>
              <div className="panel">
                {shown.length === 0 ? (
                  <Empty>{trace.state === 'running' ? text.awaited : text.noPackets}</Empty>
                ) : (
                  <Packets packets={shown} />
                )}
              </div>
              {trace.packets > packetsMax && <p className="muted">{text.latestOnly(number(packetsMax))}</p>}
            </div>
          </>
        )}
      </div>
    </>
  );
}
