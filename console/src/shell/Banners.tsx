import type { Session } from '../api/types';
import { useText } from '../i18n/language';
import { Note } from '../parts/Note';
import styles from './Banners.module.css';

/** What everyone who opens the console must know first. */
export function Banners({ session }: { session: Session }) {
  const text = useText();
  if (!session.firstPassword && !session.exposed) return null;
  return (
    <div className={styles.banners}>
      {session.firstPassword && <Note tone={session.exposed ? 'bad' : 'warn'}>{text.banner.firstPassword}</Note>}
      {session.exposed && <Note tone="warn">{text.banner.exposed}</Note>}
    </div>
  );
}
