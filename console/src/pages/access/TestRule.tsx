import { useState, type FormEvent } from 'react';
import { get } from '../../api/http';
import { accessTest } from '../../api/queries';
import { accessActions, type AccessAnswer } from '../../api/securityTypes';
import { useAction } from '../../api/useAction';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { FilterChoice } from '../../parts/FilterChoice';
import form from '../../parts/Form.module.css';
import { ProblemNote } from '../../parts/ProblemNote';
import { TextField } from '../../parts/TextField';
import styles from './Access.module.css';

const tones = { allowed: 'good', partly: 'warn', denied: 'bad' } as const;

/** Asks the rules in force whether someone may do something, and shows the rule that decides. */
export function TestRule({
  lines,
  onFound,
}: {
  lines: readonly string[];
  onFound: (line: number | null) => void;
}) {
  const all = useText();
  const text = all.access;
  const { number } = useFormat();
  const [user, setUser] = useState('');
  const [clientId, setClientId] = useState('');
  const [action, setAction] = useState<string>('publish');
  const [topic, setTopic] = useState('');
  const [answer, setAnswer] = useState<AccessAnswer | null>(null);
  const { isRunning, problem, run } = useAction();

  const ask = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      setAnswer(null);
      const told = await get<AccessAnswer>(accessTest({ user, clientId, action, topic }).path);
      setAnswer(told);
      onFound(told.line ?? null);
    });
  };
  const line = answer?.line ?? null;

  return (
    <section className="panel">
      <h2>{text.test}</h2>
      <form className={form.form} onSubmit={ask}>
        <TextField label={all.clients.userName} hint={text.anonymousHint} value={user} onChange={setUser} />
        <TextField label={all.clients.clientId} value={clientId} onChange={setClientId} />
        <FilterChoice
          label={text.action}
          value={action}
          onChange={setAction}
          choices={accessActions.map(one => [one, text.actions[one]] as const)}
        />
        <TextField
          label={action === 'subscribe' ? all.subscriptions.filter : all.publish.topic}
          className="mono"
          required
          value={topic}
          onChange={setTopic}
        />
        <div className="row">
          <button disabled={isRunning}>{text.ask}</button>
        </div>
        <div aria-live="polite">
          {answer && (
            <div className={styles.answer}>
              <span className="row">
                <Badge tone={tones[answer.answer]}>{text.answers[answer.answer]}</Badge>
                {line !== null && <span className="muted">{all.file.line(number(line))}</span>}
              </span>
              {line !== null && lines[line - 1] && <code>{lines[line - 1]}</code>}
              <span>{answer.rule}</span>
            </div>
          )}
        </div>
        {problem && <ProblemNote problem={problem} isRoute />}
      </form>
    </section>
  );
}
