import type { DiffLine } from '../api/securityTypes';

/** A line of the difference, or how many lines that stayed the same are left out. */
export type Folded = DiffLine | { kind: 'fold'; lines: number };

const contextLines = 2;

/** The difference with a few lines around each change; longer stretches without one are folded. */
export function foldDiff(diff: readonly DiffLine[]): Folded[] {
  const isNear = (at: number) =>
    diff.slice(Math.max(0, at - contextLines), at + contextLines + 1).some(line => line.kind !== 'same');
  const folded: Folded[] = [];
  diff.forEach((line, at) => {
    const last = folded.at(-1);
    if (isNear(at)) folded.push(line);
    else if (last?.kind === 'fold') last.lines++;
    else folded.push({ kind: 'fold', lines: 1 });
  });
  return folded;
}
