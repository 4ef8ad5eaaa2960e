import type { ReactNode } from 'react';
import { Icon } from './Icon';
import styles from './Note.module.css';

export type Tone = 'good' | 'warn' | 'bad';

export function Note({ tone, children, role }: { tone: Tone; children: ReactNode; role?: 'alert' | 'status' }) {
  return (
    <div className={styles.note} data-tone={tone} role={role}>
      {tone !== 'good' && <Icon name="warning" />}
      <div className={styles.words}>{children}</div>
    </div>
  );
}
