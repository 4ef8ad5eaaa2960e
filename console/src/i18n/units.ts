const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function scaleBytes(bytes: number): { scaled: number; unit: string } {
  const step = bytes < 1_024 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log2(bytes) / 10));
  return { scaled: bytes / 1_024 ** step, unit: byteUnits[step] ?? 'B' };
}

/** The two largest units: 3 d 4 h, 5 min 10 s. */
export function duration(seconds: number, units: readonly string[]): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [Math.floor(whole / 86_400), Math.floor(whole / 3_600) % 24, Math.floor(whole / 60) % 60, whole % 60];
  const first = parts.findIndex(part => part > 0);
  if (first < 0) return `0${units[3]}`;
  return parts
    .slice(first, first + 2)
    .flatMap((part, at) => (part > 0 ? `${part}${units[first + at]}` : []))
    .join(' ');
}
