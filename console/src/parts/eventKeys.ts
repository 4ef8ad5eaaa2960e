import type { Event } from '../api/types';

/**
 * A key for each event of a list that is newest first. Events have no identity of their own, so equal ones are counted from
 * the oldest: newer events on top leave the keys below as they are.
 */
export function eventKeys(events: readonly Event[]): string[] {
  const counts = new Map<string, number>();
  return events
    .toReversed()
    .map(({ at, kind, clientId, topic, cause }) => {
      const words = [at, kind, clientId, topic, cause].join('\u0000');
      const count = counts.get(words) ?? 0;
      counts.set(words, count + 1);
      return `${words}\u0000${count}`;
    })
    .reverse();
}
