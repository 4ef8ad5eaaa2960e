import type { Problem } from '../api/problem';
import { useText } from '../i18n/language';
import { Note } from './Note';

/**
 * What went wrong, in detail, and what to do about it: the server's words, or ours when it could not be reached.
 * `isRoute` says that what was asked for is there in every broker that can do this at all, so 404 means that this one cannot.
 */
export function ProblemNote({
  problem,
  isRoute = false,
  onRetry,
}: {
  problem: Problem;
  isRoute?: boolean;
  onRetry?: () => void;
}) {
  const text = useText();
  if (isRoute && problem.status === 404) return <Note tone="warn">{text.problem.noRoute}</Note>;
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
