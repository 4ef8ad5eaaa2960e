/**
 * The latest points of some series over time, in memory of a fixed size: a console left open for a day holds what it held
 * after its first quarter of an hour. Each column is in order, so a chart reads it as it is.
 */
export class SlidingColumns {
  readonly #columns: Float64Array[];
  #length = 0;

  constructor(
    width: number,
    readonly pointsMax: number,
  ) {
    this.#columns = Array.from({ length: width }, () => new Float64Array(pointsMax));
  }

  /** Adds a point: seconds since 1970 first. The oldest one leaves when there is no room; time that does not pass adds nothing. */
  push(point: readonly number[]): void {
    if (point.length !== this.#columns.length) throw new RangeError('a point has one number for each column');
    const [times] = this.#columns;
    if (this.#length > 0 && times && (point[0] ?? 0) <= (times[this.#length - 1] ?? 0)) return;
    const isFull = this.#length === this.pointsMax;
    this.#columns.forEach((column, at) => {
      if (isFull) column.copyWithin(0, 1);
      column[isFull ? this.pointsMax - 1 : this.#length] = point[at] ?? 0;
    });
    if (!isFull) this.#length++;
  }

  get lastTime(): number {
    return this.#columns[0]?.[this.#length - 1] ?? 0;
  }

  /** Views of the columns, valid until the next push. */
  view(): Float64Array[] {
    return this.#columns.map(column => column.subarray(0, this.#length));
  }
}
