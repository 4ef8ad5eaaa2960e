const warnDays = 21;
const lastDays = 7;

/** How much a certificate asks for attention. */
export function judge({ daysLeft }: { daysLeft: number }): 'good' | 'warn' | 'bad' {
  return daysLeft <= lastDays ? 'bad' : daysLeft <= warnDays ? 'warn' : 'good';
}
