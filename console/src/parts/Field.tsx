import { useId, type ReactNode } from 'react';
import styles from './Field.module.css';

/** A labelled control. The child gets the id that ties it to its label; `error` is read out with the control. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  label: string;
  hint?: string;
  error?: string | null;
  children: (id: string, describedBy: string | undefined) => ReactNode;
}) {
  const id = useId();
  const words = error ?? hint;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children(id, words ? `${id}-words` : undefined)}
      {words && (
        <span id={`${id}-words`} className={error ? styles.error : styles.hint}>
          {words}
        </span>
      )}
    </div>
  );
}
