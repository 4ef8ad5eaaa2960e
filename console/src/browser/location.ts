import { useMemo } from 'react';
import { Store, useStore } from './store';

// The address bar is the only state of navigation: filters and sorting are in it, so a page can be reloaded and passed on.
const current = new Store(read());

window.addEventListener('popstate', () => current.set(read()));

function read(): string {
  return window.location.pathname + window.location.search;
}

export function navigate(to: string, options: { replace?: boolean } = {}): void {
  if (options.replace) window.history.replaceState(null, '', to);
  else window.history.pushState(null, '', to);
  current.set(read());
}

export function usePath(): string {
  return useStore(current).split('?', 1)[0] ?? '/';
}

export interface SearchState {
  get: (name: string) => string;
  /** Sets parameters in place; an empty value removes one. */
  set: (changes: Record<string, string>) => void;
}

export function useSearch(): SearchState {
  const search = useStore(current).split('?')[1] ?? '';
  return useMemo(() => {
    const parameters = new URLSearchParams(search);
    return {
      get: name => parameters.get(name) ?? '',
      set: changes => navigate(withChanges(window.location, changes), { replace: true }),
    };
  }, [search]);
}

export function withChanges(at: { pathname: string; search: string }, changes: Record<string, string>): string {
  const parameters = new URLSearchParams(at.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') parameters.delete(name);
    else parameters.set(name, value);
  }
  const text = parameters.toString();
  return text ? `${at.pathname}?${text}` : at.pathname;
}
