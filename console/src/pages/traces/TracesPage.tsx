import { deleteTrace, stopTrace } from '../../api/commands';
import { toPath, traces } from '../../api/queries';
import { useAction } from '../../api/useAction';
import { useGet } from '../../api/useGet';
import type { Trace } from '../../api/watchTypes';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Confirm } from '../../parts/Confirm';
import { Link } from '../../parts/Link';
import { ListPanel } from '../../parts/ListPanel';
import { Opener } from '../../parts/Opener';
import { PageHead } from '../../parts/PageHead';
import { ProblemNote } from '../../parts/ProblemNote';
import { TraceForm } from '../../parts/TraceForm';
import { TraceState } from '../../parts/TraceState';
import { useCursor } from '../../parts/useCursor';

const refreshSeconds = 3;

/** Recordings of the packets between clients and broker. */
export default function TracesPage() {
  const all = useText();
  const text = all.traces;
  const { number, bytes, dateTime } = useFormat();
  const cursor = useCursor('');
  const answer = useGet(traces({ cursor: cursor.cursor }), refreshSeconds);
  const { problem, run } = useAction();
  const stop = (id: string) =>
    void run(async () => {
      await stopTrace(id);
      answer.reload();
    });
  const removing = (id: string) => async () => {
    await deleteTrace(id);
    answer.reload();
  };

  return (
    <>
      <PageHead title={text.title}>
        <Opener label={text.startShort} icon="plus" tone="primary">
          {close => <TraceForm onClose={close} />}
        </Opener>
      </PageHead>
      <div className="stack">
        {problem && <ProblemNote problem={problem} />}
        <ListPanel
          caption={text.title}
          answer={answer}
          cursor={cursor}
          rowKey={trace => trace.id}
          empty={text.empty}
          columns={[
            { title: text.of, isWide: true, cell: trace => <What trace={trace} /> },
            { title: all.clients.state, cell: trace => <TraceState state={trace.state} /> },
            { title: text.started, cell: trace => text.startedBy(dateTime(trace.startedAt), trace.startedBy) },
            { title: text.ends, cell: trace => dateTime(trace.endsAt) },
            { title: text.packets, isNumber: true, cell: trace => number(trace.packets) },
            { title: all.client.size, isNumber: true, cell: trace => bytes(trace.bytes) },
            {
              title: all.parts.actions,
              cell: trace => (
                <span className="row">
                  {trace.state === 'running' && <button onClick={() => stop(trace.id)}>{text.stop}</button>}
                  <Confirm label={text.delete} title={text.deleteTitle} onConfirm={removing(trace.id)}>
                    <p>{text.deleteWords(number(trace.packets))}</p>
                  </Confirm>
                </span>
              ),
            },
          ]}
        />
      </div>
    </>
  );
}

function What({ trace }: { trace: Trace }) {
  const text = useText();
  const of = [trace.clientId, trace.address, trace.topic].filter(one => one !== null);
  return (
    <>
      <Link href={toPath('/trace', { id: trace.id })} className="mono breakable">
        <bdi>{of.join(' · ') || text.client.nameless}</bdi>
      </Link>
      {trace.withPayload && <span className="muted"> {text.traces.payloads}</span>}
    </>
  );
}
