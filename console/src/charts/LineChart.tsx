import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useStore } from '../browser/store';
import { shownTheme } from '../browser/theme';
import { useFormat } from '../i18n/format';
import styles from './LineChart.module.css';
import { chartOptions, type Line } from './options';

interface Props {
  title: string;
  lines: readonly Line[];
  /** Times in seconds, then one column for each line. */
  columns: readonly Float64Array[];
}

/** Lines over time. The legend is text, so a screen reader has the latest values; the canvas is for the eye. */
export function LineChart({ title, lines, columns }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef(columns);
  latest.current = columns;
  const [pointedAt, setPointedAt] = useState<number | null>(null);
  const shown = useStore(shownTheme);
  const { time, compact, bytes } = useFormat();
  const isBinary = lines[0]?.format === bytes;
  const value = isBinary ? bytes : compact;
  const drawn = useRef(lines);
  drawn.current = lines;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const options = chartOptions(element, { lines: drawn.current, time, value, isBinary, onPoint: setPointedAt });
    const made = new uPlot(options, [...latest.current], element);
    chart.current = made;
    const resized = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [shown, time, value, isBinary]);

  useEffect(() => chart.current?.setData([...columns]), [columns]);

  const at = pointedAt ?? (columns[0]?.length ?? 0) - 1;
  const when = pointedAt === null ? undefined : columns[0]?.[at];
  return (
    <section className="panel" aria-label={title}>
      <div className={styles.head}>
        <h2>{title}</h2>
        <ul className={styles.legend}>
          {when !== undefined && <li className="muted">{time(new Date(when * 1_000).toISOString())}</li>}
          {lines.map((line, index) => (
            <li key={line.name} data-series={index + 1}>
              {line.name} <strong>{line.format(columns[index + 1]?.[at] ?? 0)}</strong>
            </li>
          ))}
        </ul>
      </div>
      <div ref={place} className={styles.place} aria-hidden="true" />
    </section>
  );
}
