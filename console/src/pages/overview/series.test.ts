import { expect, test } from 'vitest';
import type { Overview, OverviewHistory } from '../../api/types';
import { Series } from './series';

const history = (stepSeconds: number): OverviewHistory => ({
  stepSeconds,
  from: '2026-01-01T00:00:00.000Z',
  messagesReceived: [1, 2, 3],
  messagesSent: [4, 5, 6],
  bytesReceived: [0, 0, 0],
  bytesSent: [0, 0, 0],
  dropped: [0, 0, 0],
  connections: [7, 8, 9],
  queued: [0, 0, 0],
});

const live = (now: string) =>
  ({
    now,
    connections: 10,
    queued: { messages: 11, bytes: 0 },
    rates: {
      messagesReceived: 12,
      messagesSent: 13,
      bytesReceived: 0,
      bytesSent: 0,
      dropped: 0,
      connects: 0,
      refused: 0,
    },
  }) as Overview;

test('live points follow the history and push out its oldest ones', () => {
  const series = new Series(history(1), 3);
  expect(series.add(live('2026-01-01T00:00:03.100Z'))).toBe(true);
  expect(
    series
      .columns('connections')
      .slice(1)
      .map(column => [...column]),
  ).toEqual([[8, 9, 10]]);
});

test('between two steps of a long history live points are left out', () => {
  const series = new Series(history(10), 30);
  expect(series.add(live('2026-01-01T00:00:25.000Z'))).toBe(false);
  expect(series.add(live('2026-01-01T00:00:30.000Z'))).toBe(true);
});

test('the short history of a young broker grows to the whole span', () => {
  const series = new Series(history(1), 5);
  for (const second of [3, 4, 5, 6]) series.add(live(`2026-01-01T00:00:0${second}.000Z`));
  expect(series.columns('connections')[0]?.length).toBe(5);
});
