import { useEffect } from 'react';
import { findSession } from '../api/account';
import { runLive } from '../api/live';
import { session } from '../api/session';
import { useAction } from '../api/useAction';
import { useStore } from '../browser/store';
import { useText } from '../i18n/language';
import { Loading } from '../parts/Loading';
import { ProblemNote } from '../parts/ProblemNote';
import { Login } from './Login';
import { Shell } from './Shell';

/** The login takes the place of the page without leaving its address: after it, one is where one was. */
export function App() {
  const state = useStore(session);
  const text = useText();
  const { problem, run } = useAction();

  useEffect(() => void run(findSession), []);
  useEffect(runLive, []);

  switch (state.is) {
    case 'open':
      return <Shell session={state.session} />;
    case 'closed':
      return <Login />;
    case 'expired':
      return <Login notice={text.login.expired} />;
    case 'unknown':
      return problem ? (
        <main>
          <ProblemNote problem={problem} onRetry={() => void run(findSession)} />
        </main>
      ) : (
        <main>
          <Loading />
        </main>
      );
  }
}
