import type { Problem } from '../api/problem';
import { useText } from '../i18n/language';
import { Note } from './Note';

/** What went wrong, in detail, and what to do about it: the server's words, or ours when it could not be reached. */
export function ProblemNote({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const text = useText();
  const isUnreachable = problem.status === 0;
  const detail = isUnreachable ? text.problem.unreachableRemedy : problem.detail;
  return (
    <Note tone="bad" role="alert">
      <p>
        <strong>{isUnreachable ? text.problem.unreachable : problem.title}</strong>
      </p>
      {detail && detail !== problem.title && <p>{detail}</p>}
      {problem.remedy && <p>{text.problem.remedy(problem.remedy)}</p>}
      {onRetry && <button onClick={onRetry}>{text.problem.retry}</button>}
    </Note>
  );
}
