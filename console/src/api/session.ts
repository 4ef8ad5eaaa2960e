import { Store, useStore } from '../browser/store';
import type { Role, Session } from './types';

/** `unknown` until the server has said; `expired` when it was open and is not any more. */
export type SessionState = { is: 'unknown' | 'closed' | 'expired' } | { is: 'open'; session: Session };

export const session = new Store<SessionState>({ is: 'unknown' });

/** The server answered 401. */
export function onUnauthorized(): void {
  const before = session.get().is;
  session.set({ is: before === 'open' || before === 'expired' ? 'expired' : 'closed' });
}

export function csrfToken(): string {
  const state = session.get();
  return state.is === 'open' ? state.session.csrf : '';
}

const roles: Role[] = ['viewer', 'operator', 'admin'];

export function includes(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** Whether the user may do what needs a role. The server checks again; this only hides what would be refused. */
export function useMay(needed: Role): boolean {
  const state = useStore(session);
  return state.is === 'open' && includes(state.session.role, needed);
}
