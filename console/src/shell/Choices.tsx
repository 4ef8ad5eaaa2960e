import { useStore } from '../browser/store';
import { chooseTheme, theme, themes, type Theme } from '../browser/theme';
import { chooseLanguage, language, languages, useText, type Language } from '../i18n/language';

// Each language is named in itself, for whoever cannot read the other one.
const languageNames: Record<Language, string> = { en: 'English', zh: '中文' };

export function LanguageChoice() {
  return (
    <select
      aria-label="Language / 语言"
      value={useStore(language)}
      onChange={event => chooseLanguage(event.target.value as Language)}
    >
      {languages.map(value => (
        <option key={value} value={value}>
          {languageNames[value]}
        </option>
      ))}
    </select>
  );
}

export function ThemeChoice() {
  const text = useText();
  return (
    <select
      aria-label={text.shell.theme}
      value={useStore(theme)}
      onChange={event => chooseTheme(event.target.value as Theme)}
    >
      {themes.map(value => (
        <option key={value} value={value}>
          {text.shell.themes[value]}
        </option>
      ))}
    </select>
  );
}
