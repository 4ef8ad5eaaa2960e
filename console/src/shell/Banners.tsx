import { firstPasswordAlarm, overview } from '../api/live';
import type { Session } from '../api/types';
import { useStore } from '../browser/store';
import { useText } from '../i18n/language';
import { Note } from '../parts/Note';
import styles from './Banners.module.css';

/** What everyone who opens the console must know first. */
export function Banners({ session }: { session: Session }) {
  const text = useText();
  const alarms = useStore(overview)?.alarms;
  // The session knows how it was at the login; the overview, how it is now.
  const firstPassword = alarms?.some(alarm => alarm.id === firstPasswordAlarm) ?? session.firstPassword;
  if (!firstPassword && !session.exposed) return null;
  return (
    <div className={styles.banners}>
      {firstPassword && <Note tone={session.exposed ? 'bad' : 'warn'}>{text.banner.firstPassword}</Note>}
      {session.exposed && <Note tone="warn">{text.banner.exposed}</Note>}
    </div>
  );
}
