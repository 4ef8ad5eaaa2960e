import type { JournalStore, Memory, Overview } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import styles from './Overview.module.css';

export function Resources({ now: { memory, store } }: { now: Overview }) {
  const text = useText().overview;
  return (
    <section className="panel">
      <h2>{text.resources}</h2>
      <div className={styles.meters}>
        <MemoryMeter memory={memory} />
        {store ? <StoreMeter store={store} /> : <p className="muted">{text.noStore}</p>}
      </div>
    </section>
  );
}

function MemoryMeter({ memory: { workingSetBytes, heapBytes, ceilingBytes, isShort } }: { memory: Memory }) {
  const text = useText().overview;
  const { bytes, percent } = useFormat();
  const used = `${text.of(bytes(workingSetBytes), bytes(ceilingBytes))} · ${percent(workingSetBytes / Math.max(1, ceilingBytes))}`;
  return (
    <div className={styles.meter}>
      <div className="spread">
        <span>
          {text.memory} {isShort && <Badge tone="bad">{text.short}</Badge>}
        </span>
        <span>{used}</span>
      </div>
      <meter aria-label={text.memory} max={ceilingBytes} high={ceilingBytes * 0.85} value={workingSetBytes} />
      <span className="muted">{text.heap(bytes(heapBytes))}</span>
    </div>
  );
}

function StoreMeter({ store: { level, bytesOnDisk, freeBytes, isShort } }: { store: JournalStore }) {
  const text = useText().overview;
  const { bytes } = useFormat();
  return (
    <div className={styles.meter}>
      <div className="spread">
        <span>
          {text.store} {isShort && <Badge tone="bad">{text.short}</Badge>}
        </span>
        <span>{text.onDisk(bytes(bytesOnDisk))}</span>
      </div>
      <meter aria-label={text.store} max={bytesOnDisk + freeBytes} value={bytesOnDisk} />
      <span className="muted">
        {text.free(bytes(freeBytes))} · {text.level(level)}
      </span>
    </div>
  );
}
