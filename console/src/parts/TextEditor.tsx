import { useEffect, useRef } from 'react';
import styles from './TextEditor.module.css';

export interface Mark {
  line: number;
  kind: 'error' | 'found';
}

/** A line to bring into sight; with the caret, one goes on typing there. A new object brings it again. */
export interface Place {
  line: number;
  withCaret?: boolean;
}

/**
 * The text of a file with numbered lines, some of them marked. The text area is as tall as its lines, so that numbers, marks
 * and text scroll as one.
 */
export function TextEditor({
  label,
  value,
  onChange,
  marks,
  goTo = null,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  marks: readonly Mark[];
  goTo?: Place | null;
}) {
  const box = useRef<HTMLDivElement>(null);
  const lines = value.split('\n').length;
  const markOf = new Map(marks.map(mark => [mark.line, mark.kind]));

  useEffect(() => {
    if (!goTo || !box.current) return;
    const line = box.current.querySelector<HTMLElement>(`[data-line="${goTo.line}"]`);
    if (line) box.current.scrollTop = line.offsetTop - box.current.offsetTop - box.current.clientHeight / 2;
    const area = box.current.querySelector('textarea');
    if (!goTo.withCaret || !area) return;
    const before = area.value.split('\n').slice(0, goTo.line - 1);
    const start = before.reduce((sum, { length }) => sum + length + 1, 0);
    area.focus({ preventScroll: true });
    area.setSelectionRange(start, start);
  }, [goTo]);

  return (
    <div ref={box} className={styles.editor}>
      <div className={styles.lines} aria-hidden="true">
        {Array.from({ length: lines }, (_, at) => (
          <span key={at} data-line={at + 1} data-mark={markOf.get(at + 1)}>
            {at + 1}
          </span>
        ))}
      </div>
      <div className={styles.gutter} />
      <textarea
        aria-label={label}
        aria-invalid={marks.some(mark => mark.kind === 'error')}
        rows={lines + 1}
        wrap="off"
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        value={value}
        onChange={event => onChange(event.target.value)}
      />
    </div>
  );
}
