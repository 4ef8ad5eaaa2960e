/** Something this browser remembers. Where storage is forbidden it lasts until the page is left. */
export function readPreference<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
  const stored = attempt(() => localStorage.getItem(name));
  return allowed.find(value => value === stored) ?? otherwise;
}

export function writePreference(name: string, value: string): void {
  attempt(() => localStorage.setItem(name, value));
}

function attempt<T>(use: () => T): T | null {
  try {
    return use();
  } catch {
    return null; // The browser forbids storage: a preference is not worth an error.
  }
}
