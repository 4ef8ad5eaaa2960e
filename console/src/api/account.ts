import { get, post } from './http';
import { Problem } from './problem';
import { session } from './session';
import type { Session } from './types';

/** Asks the server whether the cookie still opens a session. */
export async function findSession(): Promise<void> {
  try {
    session.set({ is: 'open', session: await get<Session>('/session') });
  } catch (failure) {
    if (Problem.from(failure).status !== 401) throw failure;
  }
}

export async function logIn(userName: string, password: string): Promise<void> {
  session.set({ is: 'open', session: await post<Session>('/login', { userName, password }) });
}

export async function logOut(): Promise<void> {
  await post('/logout');
  session.set({ is: 'closed' });
}
