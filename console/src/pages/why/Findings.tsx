import { notDelivered } from '../../api/queries';
import { useGet } from '../../api/useGet';
import type { Finding } from '../../api/watchTypes';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { Loading } from '../../parts/Loading';
import { ProblemNote } from '../../parts/ProblemNote';
import styles from './Why.module.css';

export function Findings(question: { topic: string; clientId: string; since: string }) {
  const all = useText();
  const text = all.why;
  const { value, problem, reload } = useGet(notDelivered(question));
  if (problem) return <ProblemNote problem={problem} isRoute onRetry={reload} />;
  if (!value) return <Loading />;
  return (
    <section className="panel" aria-live="polite">
      <h2>{text.answer}</h2>
      <p className={styles.answer}>{all.said(value.answer)}</p>
      {value.findings.length > 0 && (
        <ol aria-label={text.findings}>
          {value.findings.map((finding, at) => (
            <Row key={at} finding={finding} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Row({ finding: { at, severity, text: words, remedy } }: { finding: Finding }) {
  const text = useText();
  const { time, dateTime } = useFormat();
  const isDecisive = severity === 'decisive';
  return (
    <li className={styles.finding}>
      {at === null ? (
        <span className="muted">{text.why.now}</span>
      ) : (
        <time dateTime={at} title={dateTime(at)} className="muted">
          {time(at)}
        </time>
      )}
      <span>
        <Badge tone={isDecisive ? 'bad' : undefined}>{isDecisive ? text.why.decisive : text.why.note}</Badge>
      </span>
      <div className={styles.words}>
        <p className="breakable">{text.said(words)}</p>
        {remedy && <p className="muted breakable">{text.problem.remedy(text.said(remedy))}</p>}
      </div>
    </li>
  );
}
