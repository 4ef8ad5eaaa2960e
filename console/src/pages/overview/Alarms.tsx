import type { Alarm } from '../../api/types';
import { useText } from '../../i18n/language';
import { Note } from '../../parts/Note';
import styles from './Overview.module.css';

export function Alarms({ alarms }: { alarms: readonly Alarm[] }) {
  const text = useText();
  if (alarms.length === 0) return null;
  return (
    <section className={styles.alarms} aria-label={text.overview.alarms} aria-live="polite">
      {alarms.map(alarm => (
        <Note key={alarm.id} tone={alarm.severity === 'error' ? 'bad' : 'warn'}>
          <p>
            <strong>{alarm.text}</strong>
          </p>
          <p>{text.problem.remedy(alarm.remedy)}</p>
        </Note>
      ))}
    </section>
  );
}
