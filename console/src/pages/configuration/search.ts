import type { Setting } from '../../api/serverTypes';

export const choices = ['', 'file', 'restart'] as const;

/** The settings whose name, help or value has the words, of all, those set in the file, or those that wait for a restart. */
export function search(settings: readonly Setting[], words: string, which: string): Setting[] {
  const wanted = words.toLowerCase();
  return settings.filter(setting => {
    if (which === 'file' && setting.source !== 'file') return false;
    if (which === 'restart' && !setting.needsRestart) return false;
    return [setting.name, setting.help, setting.value].some(text => text.toLowerCase().includes(wanted));
  });
}
