import type { Event } from '../api/types';
import { useFormat } from '../i18n/format';
import { useText } from '../i18n/language';
import { ClientLink } from './ClientLink';
import { eventKeys } from './eventKeys';
import styles from './EventList.module.css';
import { KindBadge } from './KindBadge';
import { remedyOf } from './remedy';

/** What happened, newest first: the cause as the broker decided it, and what to do about it. */
export function EventList({ events, isOfOneClient = false }: { events: readonly Event[]; isOfOneClient?: boolean }) {
  const keys = eventKeys(events);
  return (
    <ol className={styles.list}>
      {events.map((event, index) => (
        <Row key={keys[index]} event={event} withClient={!isOfOneClient} />
      ))}
    </ol>
  );
}

function Row({ event, withClient }: { event: Event; withClient: boolean }) {
  const all = useText();
  const text = all.events;
  const { time, dateTime } = useFormat();
  const remedy = remedyOf(event);
  return (
    <li className={styles.row}>
      <time dateTime={event.at} title={dateTime(event.at)} className="muted">
        {time(event.at)}
      </time>
      <span className={styles.kind}>
        <KindBadge kind={event.kind} />
      </span>
      <div className={styles.words}>
        <p className={styles.who}>
          {withClient &&
            (event.clientId ? (
              <ClientLink clientId={event.clientId} />
            ) : (
              <span className="muted">{text.noClient}</span>
            ))}
          {event.topic !== null && <bdi className="mono breakable">{event.topic}</bdi>}
          {event.userName && (
            <span className="muted">
              {text.user} <bdi>{event.userName}</bdi>
            </span>
          )}
          {event.address && <span className="muted mono">{event.address}</span>}
        </p>
        <p className="breakable">
          {all.said(event.cause)}
          {event.code >= 0x80 && (
            <span className="muted">
              {' '}
              · {hex(event.code)} {text.reasons[event.code] ?? event.reason.replace(/ \(0x.*\)$/, '')}
            </span>
          )}
        </p>
        {remedy && <p className={styles.remedy}>{text.remedies[remedy]}</p>}
      </div>
    </li>
  );
}

const hex = (code: number) => `0x${code.toString(16).toUpperCase().padStart(2, '0')}`;
