import type { ComponentProps } from 'react';
import { Field } from './Field';

type Input = Omit<ComponentProps<'input'>, 'id' | 'value' | 'onChange'>;

/** A labelled line of text that is no prose: nothing corrects or completes it. */
export function TextField({
  label,
  value,
  onChange,
  hint,
  error,
  ...input
}: Input & {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  error?: string | null;
}) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(id, words) => (
        <input
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          {...input}
          id={id}
          value={value}
          aria-invalid={error ? true : undefined}
          aria-describedby={words}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
