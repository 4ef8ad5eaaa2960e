import { useState } from 'react';
import { firstPasswordAlarm, overview } from '../../api/live';
import { useStore } from '../../browser/store';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Loading } from '../../parts/Loading';
import { PageHead } from '../../parts/PageHead';
import { Views } from '../../parts/Views';
import { Alarms } from './Alarms';
import { Charts } from './Charts';
import { Listeners } from './Listeners';
import styles from './Overview.module.css';
import { Resources } from './Resources';
import { Tiles } from './Tiles';
import { Totals } from './Totals';
import { Troubles } from './Troubles';

const spans = ['300', '900', '3600'] as const;

export default function OverviewPage() {
  const text = useText();
  const { duration } = useFormat();
  const now = useStore(overview);
  const [span, setSpan] = useState<(typeof spans)[number]>('900');

  return (
    <>
      <PageHead title={text.overview.title}>
        {now && (
          <span className="muted">
            {text.overview.upFor(duration((Date.parse(now.now) - Date.parse(now.startedAt)) / 1_000))}
          </span>
        )}
        <Views
          label={text.overview.span}
          value={span}
          onChange={setSpan}
          views={spans.map(seconds => [seconds, duration(Number(seconds))] as const)}
        />
      </PageHead>
      <div className="stack">
        {now ? (
          <>
            <Alarms alarms={now.alarms.filter(alarm => alarm.id !== firstPasswordAlarm)} />
            <Tiles now={now} />
          </>
        ) : (
          <Loading />
        )}
        <Charts seconds={Number(span)} />
        {now && (
          <div className={styles.panels}>
            <Resources now={now} />
            <Listeners listeners={now.listeners} />
            <Totals now={now} />
            <Troubles />
          </div>
        )}
      </div>
    </>
  );
}
