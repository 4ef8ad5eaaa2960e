import { logOut } from '../api/account';
import { isLive } from '../api/live';
import type { Session } from '../api/types';
import { useAction } from '../api/useAction';
import { useStore } from '../browser/store';
import { useText } from '../i18n/language';
import { Icon } from '../parts/Icon';
import { ProblemNote } from '../parts/ProblemNote';
import { LanguageChoice, ThemeChoice } from './Choices';
import styles from './UserMenu.module.css';

export function UserMenu({ session }: { session: Session }) {
  const text = useText();
  const live = useStore(isLive);
  const { isRunning, problem, run } = useAction();

  return (
    <div className={styles.box}>
      <p className={styles.state} data-live={live} role="status">
        {live ? text.shell.live : text.shell.notLive}
      </p>
      <div className={styles.choices}>
        <LanguageChoice />
        <ThemeChoice />
      </div>
      <div className={styles.user}>
        <Icon name="user" />
        <span className={styles.name}>
          <bdi>{session.userName}</bdi>
          <small>{text.roles[session.role]}</small>
        </span>
        <button disabled={isRunning} onClick={() => void run(logOut)}>
          {text.shell.logOut}
        </button>
      </div>
      {problem && <ProblemNote problem={problem} />}
      <small>{text.shell.version(session.version)}</small>
    </div>
  );
}
