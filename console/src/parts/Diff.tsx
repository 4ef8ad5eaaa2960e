import type { DiffLine } from '../api/securityTypes';
import { useFormat } from '../i18n/format';
import { useText } from '../i18n/language';
import styles from './Diff.module.css';
import { foldDiff } from './foldDiff';

const signs = { same: ' ', added: '+', removed: '−' } as const;

/** What a change of a file takes away and adds. */
export function Diff({ diff }: { diff: readonly DiffLine[] }) {
  const text = useText().parts;
  const { number } = useFormat();
  return (
    <div className={styles.diff} role="region" aria-label={text.difference} tabIndex={0}>
      {foldDiff(diff).map((line, at) =>
        line.kind === 'fold' ? (
          <div key={at} className={styles.fold}>
            {text.sameLines(number(line.lines))}
          </div>
        ) : (
          <div key={at} className={styles.line} data-kind={line.kind}>
            <span>{signs[line.kind]}</span>
            <bdi>{line.text}</bdi>
          </div>
        ),
      )}
    </div>
  );
}
