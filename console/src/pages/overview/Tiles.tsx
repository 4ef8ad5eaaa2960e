import type { ReactNode } from 'react';
import type { Overview } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Link } from '../../parts/Link';
import styles from './Overview.module.css';

export function Tiles({ now }: { now: Overview }) {
  const text = useText().overview;
  const { number, rate, bytes } = useFormat();
  const { rates } = now;
  const perSecond = <small> {text.perSecond}</small>;
  return (
    <div className={styles.tiles}>
      <Tile
        title={text.connections}
        value={number(now.connections)}
        href="/clients?state=connected"
        aside={text.connectRates(rate(rates.connects), rate(rates.refused))}
      />
      <Tile
        title={text.sessions}
        value={number(now.sessions)}
        href="/clients"
        aside={text.mostAtOnce(number(now.sessionsMaximum))}
      />
      <Tile
        title={text.received}
        value={
          <>
            {number(rates.messagesReceived)}
            {perSecond}
          </>
        }
        aside={`${bytes(rates.bytesReceived)}${text.perSecond}`}
      />
      <Tile
        title={text.sent}
        value={
          <>
            {number(rates.messagesSent)}
            {perSecond}
          </>
        }
        aside={`${bytes(rates.bytesSent)}${text.perSecond}`}
      />
      <Tile
        title={text.dropped}
        value={
          <>
            {number(rates.dropped)}
            {perSecond}
          </>
        }
        tone={rates.dropped > 0 ? 'bad' : undefined}
        href="/events?kind=dropped"
        aside={text.sinceStart(number(now.totals.dropped))}
      />
      <Tile
        title={text.queued}
        value={number(now.queued.messages)}
        href="/clients?order=-queued"
        aside={bytes(now.queued.bytes)}
      />
      <Tile
        title={text.subscriptions}
        value={number(now.subscriptions)}
        href="/subscriptions"
        aside={text.shared(number(now.sharedSubscriptions))}
      />
      <Tile
        title={text.retained}
        value={number(now.retained.messages)}
        href="/retained"
        aside={bytes(now.retained.bytes)}
      />
    </div>
  );
}

function Tile({
  title,
  value,
  aside,
  href,
  tone,
}: {
  title: string;
  value: ReactNode;
  aside: string;
  href?: string;
  tone?: 'bad';
}) {
  const words = (
    <>
      <h2>{title}</h2>
      <span className={styles.value}>{value}</span>
      <span className={styles.aside}>{aside}</span>
    </>
  );
  const className = `panel ${styles.tile}`;
  return href ? (
    <Link href={href} className={className} data-tone={tone}>
      {words}
    </Link>
  ) : (
    <section className={className}>{words}</section>
  );
}
