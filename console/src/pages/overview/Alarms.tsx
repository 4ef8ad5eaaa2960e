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
        <AlarmNote key={alarm.id} alarm={alarm} />
      ))}
    </section>
  );
}

/** In the server's words, or those of the language where it has some; then the server's too, where they name someone. */
function AlarmNote({ alarm }: { alarm: Alarm }) {
  const text = useText();
  const known = text.alarms[alarm.id];
  return (
    <Note tone={alarm.severity === 'error' ? 'bad' : 'warn'}>
      <p>
        <strong>{known?.text ?? alarm.text}</strong>
      </p>
      {known?.isGeneral && <p>{alarm.text}</p>}
      <p>{text.problem.remedy(known?.remedy ?? alarm.remedy)}</p>
    </Note>
  );
}
