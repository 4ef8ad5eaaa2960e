import uPlot from 'uplot';

export interface Line {
  name: string;
  format: (value: number) => string;
  /** Has a scale of its own on the right, in its colour: for numbers far smaller than those of the other line. */
  isRight?: boolean;
}

interface Wishes {
  lines: readonly Line[];
  time: (at: string) => string;
  /** Writes the numbers at the axes. */
  value: (value: number) => string;
  isBinary: boolean;
  /** The index of the point under the pointer; null when it left. */
  onPoint: (index: number | null) => void;
}

const powersOfTwo = Array.from({ length: 50 }, (_, exponent) => 2 ** exponent);

/** What uPlot draws, in the colours of the theme. Charts of a page share one cursor. */
export function chartOptions(element: HTMLElement, { lines, time, value, isBinary, onPoint }: Wishes): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour('--muted'),
    font: `11px ${style.fontFamily}`,
    grid: { stroke: colour('--grid'), width: 1 },
    ticks: { show: false },
  };
  const valueAxis: uPlot.Axis = {
    ...axis,
    space: 34,
    values: (_, at) => at.map(value),
    ...(isBinary && { incrs: powersOfTwo }),
  };
  const rightAxis: uPlot.Axis = {
    ...valueAxis,
    scale: 'right',
    side: 1,
    size: 40,
    stroke: colour('--series-2'),
    grid: { show: false },
  };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    padding: [10, 12, 0, 0],
    cursor: { sync: { key: 'overview' }, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { y: { range: fromZero }, right: { range: fromZero } },
    axes: [
      {
        ...axis,
        size: 26,
        space: 64,
        values: (_, at) => at.map(seconds => time(new Date(seconds * 1_000).toISOString())),
      },
      { ...valueAxis, size: 66 },
      ...(lines.some(line => line.isRight) ? [rightAxis] : []),
    ],
    series: [
      {},
      ...lines.map((line, index) => ({
        scale: line.isRight ? 'right' : 'y',
        stroke: colour(`--series-${index + 1}`),
        width: 1.6,
        points: { show: false },
        ...(index === 0 && { fill: `color-mix(in srgb, ${colour('--series-1')} 12%, transparent)` }),
      })),
    ],
    hooks: { setCursor: [chart => onPoint(chart.cursor.idx ?? null)] },
  };
}

/** Some air above the largest value, and never a scale of nothing. */
function fromZero(_: uPlot, __: number, max: number): uPlot.Range.MinMax {
  return [0, max > 0 ? max * 1.12 : 1];
}
