import { useState } from 'react';
import type { Retained } from '../../api/types';
import { get } from '../../api/http';
import { retained } from '../../api/queries';
import type { Listed } from '../../api/types';
import { useAction } from '../../api/useAction';
import { ProblemNote } from '../../parts/ProblemNote';
import { Branches } from './Branches';
import styles from './Retained.module.css';
import { RetainedDialog } from './RetainedDialog';

/** The tree of topics that have a retained message, read a level at a time. */
export function RetainedTree() {
  const [shown, setShown] = useState<Retained | null>(null);
  const [round, setRound] = useState(0);
  const { problem, run } = useAction();

  // A topic has no wildcards, so as a filter it matches itself and nothing else.
  const open = (topic: string) =>
    void run(async () => {
      const found = await get<Listed<Retained>>(retained({ matching: topic, limit: 1 }).path);
      setShown(found.items[0] ?? null);
      if (found.items.length === 0) setRound(before => before + 1);
    });

  return (
    <div className={`panel ${styles.tree}`}>
      {problem && <ProblemNote problem={problem} />}
      <Branches key={round} under={null} onOpen={open} />
      {shown && <RetainedDialog message={shown} onClose={() => setShown(null)} onDeleted={() => setRound(round + 1)} />}
    </div>
  );
}
