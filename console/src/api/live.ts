import { findSession } from './account';
import { get, liveUrl } from './http';
import { session } from './session';
import { Store } from '../browser/store';
import type { Happened, Overview } from './types';

const retryMilliseconds = 5_000;

/** The latest overview, once a second while the console is looked at. */
export const overview = new Store<Overview | null>(null);

/** The alarm that stands above every page, so that no page repeats it. */
export const firstPasswordAlarm = 'first-password';

/** What happened since the message before. */
export const happened = new Store<Happened | null>(null);

export const isLive = new Store(false);

/**
 * Keeps the one event stream of the console open while its tab is visible and a session is open.
 * A hidden tab closes it: browsers allow six connections to a server, over all tabs.
 */
export function runLive(): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = null;
    isLive.set(false);
  };

  const open = () => {
    const opened = new EventSource(liveUrl);
    opened.addEventListener('open', () => isLive.set(true));
    opened.addEventListener('overview', message => overview.set(JSON.parse(message.data) as Overview));
    opened.addEventListener('happened', message => happened.set(JSON.parse(message.data) as Happened));
    opened.addEventListener('error', () => {
      isLive.set(false);
      if (opened.readyState === EventSource.CLOSED) refused();
    });
    source = opened;
    void get<Overview>('/overview').then(takeIfNewer, () => undefined); // The stream tells of what goes wrong.
  };

  // An answer other than 200 ends an EventSource for good: the session may have ended, or the server is busy.
  const refused = () => {
    close();
    retry = setTimeout(
      () =>
        void findSession()
          .catch(() => undefined)
          .then(settle),
      retryMilliseconds,
    );
  };

  // Meanwhile the session may have ended, or another tab may have opened one with another token.
  const look = () => {
    if (document.visibilityState === 'visible' && session.get().is === 'open')
      void findSession().catch(() => undefined);
    settle();
  };

  const settle = () => {
    const isWanted = document.visibilityState === 'visible' && session.get().is === 'open';
    if (isWanted && source === null) open();
    if (!isWanted) close();
  };

  const unwatch = session.watch(settle);
  document.addEventListener('visibilitychange', look);
  settle();
  return () => {
    unwatch();
    document.removeEventListener('visibilitychange', look);
    close();
  };
}

function takeIfNewer(asked: Overview): void {
  const before = overview.get();
  if (!before || before.now < asked.now) overview.set(asked);
}
