import { useEffect, useState } from 'react';
import { Field } from './Field';

const pauseMilliseconds = 300;

/** A text that filters a list: told when the typing pauses, not with every key. */
export function FilterText({
  label,
  value,
  onChange,
  type = 'search',
  placeholder,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: 'search' | 'number';
  placeholder?: string;
}) {
  const [typed, setTyped] = useState(value);

  useEffect(() => setTyped(value), [value]);

  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), pauseMilliseconds);
    return () => clearTimeout(timer);
  });

  return (
    <Field label={label}>
      {id => (
        <input
          id={id}
          type={type}
          min={0}
          value={typed}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          onChange={event => setTyped(event.target.value)}
        />
      )}
    </Field>
  );
}
