import { useState, type FormEvent } from 'react';
import { logIn } from '../api/account';
import { useAction } from '../api/useAction';
import { useText } from '../i18n/language';
import { Field } from '../parts/Field';
import { ProblemNote } from '../parts/ProblemNote';
import { LanguageChoice, ThemeChoice } from './Choices';
import styles from './Login.module.css';
import { useCountdown } from './useCountdown';

export function Login({ notice }: { notice?: string }) {
  const text = useText();
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const { isRunning, problem, run } = useAction();
  const waitSeconds = useCountdown(problem, problem?.retryAfterSeconds ?? 0);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(() => logIn(userName, password));
  };

  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit}>
        <h1 className={styles.brand}>
          <img src="/favicon.svg" alt="" width="36" height="36" /> Heliograph
        </h1>
        {notice && <p role="status">{notice}</p>}
        <Field label={text.login.userName}>
          {id => (
            <input
              id={id}
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              required
              autoFocus
              value={userName}
              onChange={event => setUserName(event.target.value)}
            />
          )}
        </Field>
        <Field label={text.login.password}>
          {id => (
            <input
              id={id}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={event => setPassword(event.target.value)}
            />
          )}
        </Field>
        {problem?.status === 401 ? (
          <p role="alert" className={styles.wrong}>
            {text.login.wrong}
          </p>
        ) : (
          problem && problem.status !== 429 && <ProblemNote problem={problem} />
        )}
        {waitSeconds > 0 && (
          <p role="alert" className={styles.wrong}>
            {text.login.wait(waitSeconds)}
          </p>
        )}
        <button className="primary" disabled={isRunning || waitSeconds > 0}>
          {text.login.submit}
        </button>
      </form>
      <div className={styles.choices}>
        <LanguageChoice />
        <ThemeChoice />
      </div>
    </main>
  );
}
