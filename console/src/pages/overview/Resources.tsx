import type { Overview } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import styles from './Overview.module.css';

export function Resources({ now: { memory, store } }: { now: Overview }) {
  const text = useText().overview;
  const { bytes, percent } = useFormat();
  return (
    <section className="panel">
      <h2>{text.resources}</h2>
      <div className={styles.meters}>
        <div className={styles.meter}>
          <div className="spread">
            <span>{text.memory} {memory.isShort && <Badge tone="bad">{text.short}</Badge>}</span>
            <span>{text.of(bytes(memory.workingSetBytes), bytes(memory.ceilingBytes))} · {percent(memory.workingSetBytes / memory.ceilingBytes)}</span>
          </div>
          <meter aria-label={text.memory} min={0} max={memory.ceilingBytes} high={memory.ceilingBytes * 0.85} value={memory.workingSetBytes} />
          <span className="muted">{text.heap(bytes(memory.heapBytes))}</span>
        </div>
        {store
          ? (
            <div className={styles.meter}>
              <div className="spread">
                <span>{text.store} {store.isShort && <Badge tone="bad">{text.short}</Badge>}</span>
                <span>{text.onDisk(bytes(store.bytesOnDisk))}</span>
              </div>
              <meter aria-label={text.store} min={0} max={store.bytesOnDisk + store.freeBytes} value={store.bytesOnDisk} />
              <span className="muted">{text.free(bytes(store.freeBytes))} · {text.level(store.level)}</span>
            </div>
          )
          : <p className="muted">{text.noStore}</p>}
      </div>
    </section>
  );
}
