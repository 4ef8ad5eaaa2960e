import { certificates } from '../../api/queries';
import type { Certificate } from '../../api/serverTypes';
import { useGet } from '../../api/useGet';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { Empty } from '../../parts/Empty';
import { Facts } from '../../parts/Facts';
import { Loading } from '../../parts/Loading';
import { Note } from '../../parts/Note';
import { ProblemNote } from '../../parts/ProblemNote';
import { judge } from './judge';
import styles from './Listeners.module.css';

/** What the broker shows to clients and browsers, and how long it still holds. */
export function Certificates() {
  const text = useText().listeners;
  const { value, problem, reload } = useGet(certificates);
  return (
    <section className="panel">
      <h2>{text.certificates}</h2>
      {problem && <ProblemNote problem={problem} isRoute onRetry={reload} />}
      {!value && !problem && <Loading />}
      {value?.items.length === 0 && <Empty>{text.noCertificates}</Empty>}
      <ul>
        {value?.items.map(one => (
          <li key={`${one.use} ${one.file}`} className={styles.certificate}>
            <CertificateFacts certificate={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function CertificateFacts({ certificate: one }: { certificate: Certificate }) {
  const text = useText().listeners;
  const { number, dateTime } = useFormat();
  const tone = judge(one);
  return (
    <>
      <div className="spread">
        <span className="row">
          <strong>{one.use}</strong>
          <span className="mono muted breakable">{one.file}</span>
        </span>
        {one.problem === null && (
          <span className="row">
            {one.isSelfSigned && <Badge>{text.selfSigned}</Badge>}
            <Badge tone={tone}>{one.daysLeft < 0 ? text.ended : text.daysLeft(number(one.daysLeft))}</Badge>
          </span>
        )}
      </div>
      {one.problem !== null && <Note tone="bad">{one.problem}</Note>}
      {one.problem === null && tone !== 'good' && <Note tone={tone}>{text.renew}</Note>}
      {one.problem === null && (
        <Facts
          facts={[
            [text.subject, one.subject],
            [text.issuer, one.issuer],
            [text.names, one.names.join(', ') || '–'],
            [text.holds, text.fromTo(dateTime(one.notBefore), dateTime(one.notAfter))],
            [text.fingerprint, <span className="mono">{one.fingerprint}</span>],
          ]}
        />
      )}
    </>
  );
}
