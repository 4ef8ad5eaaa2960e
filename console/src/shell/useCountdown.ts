import { useEffect, useState } from 'react';

/** Seconds left of a span that begins whenever `since` changes. */
export function useCountdown(since: unknown, seconds: number): number {
  const [left, setLeft] = useState(0);

  useEffect(() => {
    setLeft(seconds);
    if (seconds <= 0) return;
    const timer = setInterval(() => setLeft(before => Math.max(0, before - 1)), 1_000);
    return () => clearInterval(timer);
  }, [since, seconds]);

  return left;
}
