import { expect, test } from 'vitest';
import { SlidingColumns } from './SlidingColumns';

const read = (columns: SlidingColumns) => columns.view().map(column => [...column]);

test('the oldest point leaves when there is no room', () => {
  const columns = new SlidingColumns(2, 3);
  for (const at of [1, 2, 3, 4, 5]) columns.push([at, at * 10]);
  expect(read(columns)).toEqual([
    [3, 4, 5],
    [30, 40, 50],
  ]);
});

test('a point that is not newer than the last adds nothing', () => {
  const columns = new SlidingColumns(2, 3);
  columns.push([5, 1]);
  columns.push([5, 2]);
  columns.push([4, 3]);
  expect(read(columns)).toEqual([[5], [1]]);
});

test('a day of points takes the memory of the first ones', () => {
  const columns = new SlidingColumns(2, 10);
  const buffer = columns.view()[0]?.buffer;
  for (let at = 1; at <= 86_400; at++) columns.push([at, at]);
  expect(columns.view()[0]?.buffer).toBe(buffer);
  expect(columns.lastTime).toBe(86_400);
});
