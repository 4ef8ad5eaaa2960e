import { useText } from '../i18n/language';
import styles from './Loading.module.css';

/** Shows itself after a moment only: what answers at once does not flicker. */
export function Loading() {
  return (
    <p className={styles.loading} role="status">
      {useText().parts.loading}
    </p>
  );
}
