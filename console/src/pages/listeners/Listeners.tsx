import { startListener, stopListener } from '../../api/commands';
import { listeners } from '../../api/queries';
import type { ListenerState } from '../../api/serverTypes';
import { useMay } from '../../api/session';
import { useAction } from '../../api/useAction';
import { useGet } from '../../api/useGet';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { Confirm } from '../../parts/Confirm';
import { Empty } from '../../parts/Empty';
import { Loading } from '../../parts/Loading';
import { ProblemNote } from '../../parts/ProblemNote';
import { Table, type Column } from '../../parts/Table';

const tones = { listening: 'good', stopped: 'warn', failed: 'bad' } as const;
const refreshSeconds = 3;

/** Where clients are accepted. */
export function Listeners() {
  const all = useText();
  const text = all.listeners;
  const { number } = useFormat();
  const { value, problem, reload } = useGet(listeners, refreshSeconds);
  const may = useMay('admin');
  const columns: Column<ListenerState>[] = [
    {
      title: text.name,
      isWide: true,
      cell: one => (
        <>
          {one.name} <span className="muted">{one.protocol}</span>
          {one.problem && <p className="breakable">{one.problem}</p>}
        </>
      ),
    },
    {
      title: all.overview.address,
      cell: one => (
        <span className="mono">
          {one.port === 0 ? one.address : `${one.address}:${one.port}`}
        </span>
      ),
    },
    { title: all.clients.state, cell: one => <Badge tone={tones[one.state]}>{text.states[one.state]}</Badge> },
    { title: all.overview.connections, isNumber: true, cell: one => number(one.connections) },
    { title: text.accepted, isNumber: true, cell: one => number(one.accepted) },
    { title: text.refused, isNumber: true, cell: one => number(one.refused) },
  ];
  if (may)
    columns.push({ title: all.parts.actions, cell: one => <StopOrStart listener={one} onChanged={reload} /> });

  return (
    <section className="panel">
      <h2>{text.listeners}</h2>
      {problem && <ProblemNote problem={problem} isRoute onRetry={reload} />}
      {!value && !problem && <Loading />}
      {value?.items.length === 0 && <Empty>{text.none}</Empty>}
      {value && value.items.length > 0 && (
        <Table caption={text.listeners} columns={columns} rows={value.items} rowKey={one => one.name} />
      )}
    </section>
  );
}

function StopOrStart({ listener, onChanged }: { listener: ListenerState; onChanged: () => void }) {
  const text = useText().listeners;
  const { number } = useFormat();
  const { isRunning, problem, run } = useAction();
  const stop = async () => {
    await stopListener(listener.name);
    onChanged();
  };
  if (listener.state === 'listening')
    return (
      <Confirm label={text.stop} title={text.stopTitle(listener.name)} onConfirm={stop}>
        <p>{text.stopWords(number(listener.connections))}</p>
      </Confirm>
    );
  return (
    <>
      <button disabled={isRunning} onClick={() => void run(() => startListener(listener.name)).then(onChanged)}>
        {text.start}
      </button>
      {problem && <ProblemNote problem={problem} />}
    </>
  );
}
