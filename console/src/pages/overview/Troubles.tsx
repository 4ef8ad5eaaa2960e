import { useEffect, useState } from 'react';
import { happened } from '../../api/live';
import type { Event } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { ClientLink } from '../../parts/ClientLink';
import { Empty } from '../../parts/Empty';
import { eventKeys } from '../../parts/eventKeys';
import { KindBadge } from '../../parts/KindBadge';
import { Link } from '../../parts/Link';
import styles from './Overview.module.css';

const shownMax = 6;

const isTrouble = (event: Event) => event.kind === 'refused' || event.kind === 'denied' || event.kind === 'dropped';

/** The latest refusals and losses since the page was opened, with their causes. */
export function Troubles() {
  const text = useText();
  const { time } = useFormat();
  const [troubles, setTroubles] = useState<readonly Event[]>([]);

  useEffect(
    () =>
      happened.watch(() => {
        const found = happened.get()?.events.filter(isTrouble).reverse() ?? [];
        if (found.length > 0) setTroubles(before => [...found, ...before].slice(0, shownMax));
      }),
    [],
  );

  const keys = eventKeys(troubles);
  return (
    <section className="panel">
      <h2>{text.overview.troubles}</h2>
      {troubles.length === 0 ? (
        <Empty>{text.overview.noTroubles}</Empty>
      ) : (
        <ul className={styles.troubles}>
          {troubles.map((event, index) => (
            <li key={keys[index]}>
              <span className="row">
                <span className="muted">{time(event.at)}</span>
                <KindBadge kind={event.kind} />
                <ClientLink clientId={event.clientId ?? ''} />
              </span>
              <span className="breakable">{event.cause}</span>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.foot}>
        <Link href="/events">{text.overview.allEvents}</Link>
      </p>
    </section>
  );
}
