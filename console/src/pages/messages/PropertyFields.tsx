import { useText } from '../../i18n/language';
import form from '../../parts/Form.module.css';
import { Icon } from '../../parts/Icon';
import { TextField } from '../../parts/TextField';
import styles from './Messages.module.css';
import type { Typed } from './properties';

/** What MQTT 5.0 lets a message carry beside its payload. */
export function PropertyFields({ typed, onChange }: { typed: Typed; onChange: (typed: Typed) => void }) {
  const text = useText().messages;
  const { user } = typed;
  const setUser = (changed: number, entry: Partial<Typed['user'][number]>) =>
    onChange({ ...typed, user: user.map((one, at) => (at === changed ? { ...one, ...entry } : one)) });

  return (
    <div className="stack">
      <TextField
        label={text.contentType}
        placeholder="application/json"
        value={typed.contentType}
        onChange={contentType => onChange({ ...typed, contentType })}
      />
      <TextField
        label={text.responseTopic}
        className="mono"
        value={typed.responseTopic}
        onChange={responseTopic => onChange({ ...typed, responseTopic })}
      />
      <div className={form.pair}>
        <TextField
          label={text.correlation}
          value={typed.correlation}
          onChange={correlation => onChange({ ...typed, correlation })}
        />
        <TextField
          label={text.expirySeconds}
          type="number"
          min={0}
          max={4_294_967_295}
          value={typed.expirySeconds}
          onChange={expirySeconds => onChange({ ...typed, expirySeconds })}
        />
      </div>
      <label className={form.check}>
        <input
          type="checkbox"
          checked={typed.isText}
          onChange={event => onChange({ ...typed, isText: event.target.checked })}
        />
        {text.isText}
      </label>
      {user.map((entry, at) => (
        <div key={at} className={styles.property}>
          <TextField label={text.propertyName} value={entry.name} onChange={name => setUser(at, { name })} />
          <TextField label={text.propertyValue} value={entry.value} onChange={value => setUser(at, { value })} />
          <button
            type="button"
            className="plain"
            aria-label={text.removeProperty}
            onClick={() => onChange({ ...typed, user: user.filter((_, other) => other !== at) })}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <div className="row">
        <button type="button" onClick={() => onChange({ ...typed, user: [...user, { name: '', value: '' }] })}>
          <Icon name="plus" />
          {text.addProperty}
        </button>
      </div>
    </div>
  );
}
