import { SlidingColumns } from '../../charts/SlidingColumns';
import type { Overview, OverviewHistory } from '../../api/types';

export const seriesNames = [
  'messagesReceived',
  'messagesSent',
  'bytesReceived',
  'bytesSent',
  'dropped',
  'connections',
  'queued',
] as const;

export type SeriesName = (typeof seriesNames)[number];

/** The charts' past: begins with the history and grows by the live overview, a point each `stepSeconds`. */
export class Series {
  readonly #columns: SlidingColumns;
  readonly #stepSeconds: number;

  /** Keeps so many seconds, however short the history is: a broker that has just started has little of it. */
  constructor(history: OverviewHistory, seconds: number) {
    const points = history.connections.length;
    this.#stepSeconds = history.stepSeconds;
    this.#columns = new SlidingColumns(seriesNames.length + 1, Math.ceil(seconds / history.stepSeconds));
    const from = Date.parse(history.from) / 1_000;
    for (let at = 0; at < points; at++) {
      this.#columns.push([from + at * history.stepSeconds, ...seriesNames.map(name => history[name][at] ?? 0)]);
    }
  }

  /** Takes a live point, unless less than a step has passed since the last one. */
  add(now: Overview): boolean {
    const at = Date.parse(now.now) / 1_000;
    // Half a beat of tolerance: the live overview comes once a second, but not to the millisecond.
    if (at - this.#columns.lastTime < this.#stepSeconds - 0.5) return false;
    const { messagesReceived, messagesSent, bytesReceived, bytesSent, dropped } = now.rates;
    this.#columns.push([
      at,
      messagesReceived,
      messagesSent,
      bytesReceived,
      bytesSent,
      dropped,
      now.connections,
      now.queued.messages,
    ]);
    return true;
  }

  columns(...names: SeriesName[]): Float64Array[] {
    const all = this.#columns.view();
    return [0, ...names.map(name => seriesNames.indexOf(name) + 1)].map(index => all[index] ?? new Float64Array());
  }
}
