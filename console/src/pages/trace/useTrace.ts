import { useEffect, useState } from 'react';
import { get, traceLiveUrl } from '../../api/http';
import { Problem } from '../../api/problem';
import { tracePackets } from '../../api/queries';
import type { Trace, TracedPacket, TracedPackets } from '../../api/watchTypes';
import { append, packetsMax } from './append';

export interface TraceView {
  packets: readonly TracedPacket[];
  state: Trace['state'] | null;
  problem: Problem | null;
}

const nothing: TraceView = { packets: [], state: null, problem: null };

/**
 * The latest packets of a trace: first those recorded already, then those that come. Each read begins after the last one that is
 * there, so that none is missing and none is twice.
 */
export function useTrace(id: string, recorded: number | null): TraceView {
  const [view, setView] = useState(nothing);

  useEffect(() => {
    if (recorded === null) return;
    setView(nothing);
    const abort = new AbortController();
    let source: EventSource | null = null;

    let readTo = Math.max(0, recorded - packetsMax);
    const take = ({ items, state }: TracedPackets) => {
      readTo = Math.max(readTo, items.at(-1)?.number ?? 0);
      setView(before => ({ packets: append(before.packets, items), state, problem: null }));
    };
    const read = async () => {
      for (let after = readTo; ; after = readTo) {
        const answer = await get<TracedPackets>(tracePackets(id, after).path, abort.signal);
        take(answer);
        if (answer.items.length === 0) return answer.state;
      }
    };
    // What came between the last read and the stream is read when the stream opens; and it ends with the trace.
    const catchUp = () =>
      void read().then(
        state => {
          if (state !== 'running') source?.close();
        },
        () => undefined, // The stream opens again by itself, and says so.
      );
    const listen = () => {
      source = new EventSource(traceLiveUrl(id));
      source.addEventListener('packets', message => take(JSON.parse(message.data) as TracedPackets));
      source.addEventListener('open', catchUp);
      source.addEventListener('error', catchUp);
    };

    read().then(
      state => {
        if (state === 'running' && !abort.signal.aborted) listen();
      },
      failure => {
        if (!abort.signal.aborted) setView({ ...nothing, problem: Problem.from(failure) });
      },
    );
    return () => {
      abort.abort();
      source?.close();
    };
  }, [id, recorded]);

  return view;
}
