import { readPreference, writePreference } from './preference';
import { Store } from './store';

export const themes = ['system', 'light', 'dark'] as const;

export type Theme = (typeof themes)[number];

export const theme = new Store<Theme>(readPreference('theme', themes, 'system'));

/** The theme that is shown: what was chosen, or what the system has now. */
export const shownTheme = new Store<'light' | 'dark'>('light');

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

systemIsDark.addEventListener('change', applyTheme);

export function applyTheme(): void {
  const chosen = theme.get();
  const shown = chosen === 'system' ? (systemIsDark.matches ? 'dark' : 'light') : chosen;
  document.documentElement.dataset.theme = shown;
  shownTheme.set(shown);
}

export function chooseTheme(chosen: Theme): void {
  theme.set(chosen);
  writePreference('theme', chosen);
  applyTheme();
}
