import { useEffect, useState } from 'react';
import { happened } from '../../api/live';
import type { Event, Listed } from '../../api/types';
import { matches, type EventFilter } from './matches';

// More than anyone reads while it scrolls by; what is older is in the list the server pages through.
const liveMax = 150;

interface Live {
  events: readonly Event[];
  /** How many the server left out since the list was read. */
  skipped: number;
}

const none: Live = { events: [], skipped: 0 };

/** What happened since the list was read, newest first, of what the filter lets through. */
export function useLiveEvents(list: Listed<Event> | null, filter: EventFilter, isOn: boolean): Live {
  const [live, setLive] = useState(none);
  const { clientId, kind, text } = filter;

  useEffect(() => setLive(none), [list, clientId, kind, text]);

  useEffect(() => {
    if (!isOn || !list) return;
    const readUpTo = list.items[0]?.at ?? '';
    return happened.watch(() => {
      const latest = happened.get();
      if (!latest) return;
      const found = latest.events
        .filter(event => event.at > readUpTo && matches(event, { clientId, kind, text }))
        .reverse();
      if (found.length === 0 && latest.skipped === 0) return;
      setLive(before => ({
        events: [...found, ...before.events].slice(0, liveMax),
        skipped: before.skipped + latest.skipped,
      }));
    });
  }, [isOn, list, clientId, kind, text]);

  return live;
}
