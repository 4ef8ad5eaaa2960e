import type { ReactNode } from 'react';
import { useText } from '../i18n/language';
import styles from './Filters.module.css';

export function Filters({ children }: { children: ReactNode }) {
  return (
    <div role="search" aria-label={useText().parts.filters} className={styles.filters}>
      {children}
    </div>
  );
}
