import { useState } from 'react';
import { Problem } from './problem';

export interface Action {
  isRunning: boolean;
  problem: Problem | null;
  /** Runs one thing at a time. Answers whether it succeeded. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
  forget: () => void;
}

/** A change asked of the server: whether it is under way and what became of it. */
export function useAction(): Action {
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const run = async (work: () => Promise<unknown>) => {
    if (isRunning) return false;
    setRunning(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (failure) {
      setProblem(Problem.from(failure));
      return false;
    } finally {
      setRunning(false);
    }
  };

  return { isRunning, problem, run, forget: () => setProblem(null) };
}
