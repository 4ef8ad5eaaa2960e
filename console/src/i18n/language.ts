import { Store, useStore } from '../browser/store';
import { readPreference, writePreference } from '../browser/preference';
import { en, type Dictionary } from './en';
import { zh } from './zh';

export const languages = ['en', 'zh'] as const;

export type Language = (typeof languages)[number];

const dictionaries: Record<Language, Dictionary> = { en, zh };

export const tags: Record<Language, string> = { en: 'en', zh: 'zh-CN' };

export const language = new Store<Language>(readPreference('language', languages, preferred()));

function preferred(): Language {
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
}

export function applyLanguage(): void {
  document.documentElement.lang = tags[language.get()];
}

export function chooseLanguage(chosen: Language): void {
  language.set(chosen);
  writePreference('language', chosen);
  applyLanguage();
}

/** The words of the console in the chosen language. */
export function useText(): Dictionary {
  return dictionaries[useStore(language)];
}
