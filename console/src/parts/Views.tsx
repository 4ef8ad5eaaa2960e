import styles from './Views.module.css';

/** Chooses between a few views of the same thing; in a form that sends nothing. */
export function Views<T extends string>({
  label,
  views,
  value,
  onChange,
}: {
  label: string;
  views: readonly (readonly [value: T, label: string])[];
  value: T;
  onChange: (value: T) => void;
}) {
  return (
    <div role="group" aria-label={label} className={styles.views}>
      {views.map(([view, name]) => (
        <button key={view} type="button" aria-pressed={view === value} onClick={() => onChange(view)}>
          {name}
        </button>
      ))}
    </div>
  );
}
