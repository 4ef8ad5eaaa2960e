import uPlot from 'uplot';

interface Wishes {
  lines: number;
  time: (at: string) => string;
  value: (value: number) => string;
  /** The index of the point under the pointer; null when it left. */
  onPoint: (index: number | null) => void;
}

/** What uPlot draws, in the colours of the theme. Charts of a page share one cursor. */
export function chartOptions(element: HTMLElement, { lines, time, value, onPoint }: Wishes): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour('--muted'),
    font: `11px ${style.fontFamily}`,
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    padding: [10, 12, 0, 0],
    cursor: { sync: { key: 'overview' }, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { y: { range: (_, __, max) => [0, upTo(max)] } },
    axes: [
      { ...axis, size: 26, space: 80, values: (_, at) => at.map(seconds => time(new Date(seconds * 1_000).toISOString())) },
      { ...axis, size: 66, space: 34, values: (_, at) => at.map(value) },
    ],
    series: [
      {},
      ...Array.from({ length: lines }, (_, index) => ({
        stroke: colour(`--series-${index + 1}`),
        width: 1.6,
        points: { show: false },
        ...(index === 0 && { fill: `color-mix(in srgb, ${colour('--series-1')} 12%, transparent)` }),
      })),
    ],
    hooks: { setCursor: [chart => onPoint(chart.cursor.idx ?? null)] },
  };
}

/** The top of the scale: some air above the largest value, and never a scale of nothing. */
function upTo(max: number): number {
  return max > 0 ? max * 1.12 : 1;
}
