import type { CreatedKey } from '../../api/securityTypes';
import { useText } from '../../i18n/language';
import { CopyButton } from '../../parts/CopyButton';
import { Dialog } from '../../parts/Dialog';
import { Note } from '../../parts/Note';
import styles from './Secret.module.css';

/** The secret of a new key: the server keeps no copy, so it is shown this once. */
export function SecretDialog({ created: { key, secret }, onClose }: { created: CreatedKey; onClose: () => void }) {
  const all = useText();
  const text = all.keys;
  return (
    <Dialog
      title={text.secretTitle(key.name)}
      onClose={onClose}
      actions={
        <button className="primary" onClick={onClose}>
          {text.secretKept}
        </button>
      }
    >
      <Note tone="warn">{text.secretOnce}</Note>
      <p className={styles.secret}>
        <code>{secret}</code>
      </p>
      <div className="row">
        <CopyButton text={secret} />
      </div>
      <p className="muted">{text.howTo}</p>
      <pre className={styles.secret} tabIndex={0} aria-label={text.howTo}>
        {`curl -H 'Authorization: Bearer ${secret}' ${window.location.origin}/api/v1/overview`}
      </pre>
    </Dialog>
  );
}
