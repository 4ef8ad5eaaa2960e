import { useState, type FormEvent } from 'react';
import { addRule } from '../../api/commands';
import { ruleAccesses, ruleScopes, type NewRule } from '../../api/securityTypes';
import { useAction } from '../../api/useAction';
import { useText } from '../../i18n/language';
import { FilterChoice } from '../../parts/FilterChoice';
import form from '../../parts/Form.module.css';
import { Note } from '../../parts/Note';
import { ProblemNote } from '../../parts/ProblemNote';
import { TextField } from '../../parts/TextField';

/** One more rule, for whoever does not want to write the file. */
export function AddRule({ onAdded }: { onAdded: () => void }) {
  const all = useText();
  const text = all.access;
  const [scope, setScope] = useState<NewRule['scope']>('user');
  const [user, setUser] = useState('');
  const [access, setAccess] = useState<NewRule['access']>('readwrite');
  const [filter, setFilter] = useState('');
  const [isAdded, setAdded] = useState(false);
  const { isRunning, problem, run } = useAction();

  const add = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      setAdded(false);
      await addRule({ scope, user: scope === 'user' ? user : null, access, filter });
      setAdded(true);
      setFilter('');
      onAdded();
    });
  };

  return (
    <section className="panel">
      <h2>{text.add}</h2>
      <form className={form.form} onSubmit={add}>
        <FilterChoice
          label={text.scope}
          value={scope}
          onChange={chosen => setScope(chosen as NewRule['scope'])}
          choices={ruleScopes.map(one => [one, text.scopes[one]] as const)}
        />
        {scope === 'user' && (
          <TextField label={all.clients.userName} required value={user} onChange={setUser} />
        )}
        <FilterChoice
          label={text.may}
          value={access}
          onChange={chosen => setAccess(chosen as NewRule['access'])}
          choices={ruleAccesses.map(one => [one, text.accesses[one]] as const)}
        />
        <TextField
          label={all.subscriptions.filter}
          className="mono"
          placeholder="site/+/temperature"
          required
          value={filter}
          onChange={setFilter}
        />
        <div className="row">
          <button disabled={isRunning}>{text.addSubmit}</button>
        </div>
        {problem && <ProblemNote problem={problem} />}
        {isAdded && (
          <Note tone="good" role="status">
            {text.added}
          </Note>
        )}
      </form>
    </section>
  );
}
