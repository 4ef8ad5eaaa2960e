import { events, toPath } from '../../api/queries';
import { useGet } from '../../api/useGet';
import { useText } from '../../i18n/language';
import { Empty } from '../../parts/Empty';
import { EventList } from '../../parts/EventList';
import { Link } from '../../parts/Link';
import { ProblemNote } from '../../parts/ProblemNote';
import styles from './ClientQueue.module.css';

const shown = 10;
const refreshSeconds = 5;

/** Why the client is as it is: the latest of what happened to it. */
export function ClientEvents({ clientId }: { clientId: string }) {
  const text = useText();
  const { value, problem, reload } = useGet(events({ clientId, limit: shown, order: '-at' }), refreshSeconds);
  return (
    <section className="panel">
      <h2>{text.client.events}</h2>
      {problem && <ProblemNote problem={problem} onRetry={reload} />}
      {value &&
        (value.items.length === 0 ? (
          <Empty>{text.events.empty}</Empty>
        ) : (
          <EventList events={value.items} isOfOneClient />
        ))}
      <p className={styles.bar}>
        <Link href={toPath('/events', { clientId })}>{text.client.allEvents}</Link>
        {' · '}
        <Link href={toPath('/why', { clientId })}>{text.why.title}</Link>
      </p>
    </section>
  );
}
