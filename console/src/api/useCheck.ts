import { useEffect, useRef, useState } from 'react';
import { Problem } from './problem';

const pauseMilliseconds = 400;

export interface Check<T> {
  /** What the server says about the text; null while it has not said. */
  result: T | null;
  problem: Problem | null;
}

/** Has the server check a text whenever the typing pauses, or what it is checked against changes. Null is not checked. */
export function useCheck<T>(text: string | null, against: string, check: (text: string) => Promise<T>): Check<T> {
  const [held, setHeld] = useState<(Check<T> & { text: string; against: string }) | null>(null);
  const ask = useRef(check);
  ask.current = check;

  useEffect(() => {
    if (text === null) return;
    let isWanted = true;
    const settle = (answer: Check<T>) => {
      if (isWanted) setHeld({ ...answer, text, against });
    };
    const timer = setTimeout(
      () =>
        void ask.current(text).then(
          result => settle({ result, problem: null }),
          failure => settle({ result: null, problem: Problem.from(failure) }),
        ),
      pauseMilliseconds,
    );
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [text, against]);

  return held && held.text === text && held.against === against ? held : { result: null, problem: null };
}
