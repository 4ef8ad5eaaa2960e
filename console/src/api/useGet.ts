import { useCallback, useEffect, useRef, useState } from 'react';
import { get } from './http';
import { overview } from './live';
import { Problem } from './problem';
import type { Query } from './queries';

export interface Answer<T> {
  /** The last answer; while another one is awaited, still the one before. */
  value: T | null;
  problem: Problem | null;
  isLoading: boolean;
  reload: () => void;
}

interface Held<T> {
  path: string;
  value: T | null;
  problem: Problem | null;
}

// An answer that took long is asked for again so much later that the server spends at most a twentieth of its time on it.
const patience = 20;

/**
 * Asks for a query, and again when it changes. With `everySeconds`, again by the beat of the live overview, so a hidden tab or
 * a lost connection asks for nothing.
 */
export function useGet<T>({ path }: Query<T>, everySeconds?: number): Answer<T> {
  const [held, setHeld] = useState<Held<T> | null>(null);
  const [round, setRound] = useState(0);
  const nextAt = useRef(Infinity);

  const reload = useCallback(() => setRound(before => before + 1), []);

  useEffect(() => {
    const abort = new AbortController();
    const startedAt = performance.now();
    nextAt.current = Infinity;
    const settle = (change: (before: Held<T> | null) => Held<T>) => {
      if (abort.signal.aborted) return;
      const took = performance.now() - startedAt;
      nextAt.current = performance.now() + Math.max((everySeconds ?? Infinity) * 1_000, took * patience);
      setHeld(change);
    };
    get<T>(path, abort.signal).then(
      value => settle(() => ({ path, value, problem: null })),
      failure => settle(before => afterFailure(path, before, Problem.from(failure))),
    );
    return () => abort.abort();
  }, [path, round, everySeconds]);

  useEffect(
    () =>
      overview.watch(() => {
        if (performance.now() >= nextAt.current) reload();
      }),
    [reload],
  );

  return { value: held?.value ?? null, problem: held?.problem ?? null, isLoading: held?.path !== path, reload };
}

// What was there stays in sight while the server cannot be asked, unless it says that it is gone.
function afterFailure<T>(path: string, before: Held<T> | null, problem: Problem): Held<T> {
  const isKept = before?.path === path && problem.status !== 404;
  return { path, value: isKept ? before.value : null, problem };
}
