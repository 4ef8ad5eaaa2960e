import { useStore } from '../browser/store';
import { language, tags, type Language } from './language';
import { duration, scaleBytes } from './units';

export interface Format {
  number: (value: number) => string;
  /** A rate or another number that may have a fraction; whole from ten on. */
  rate: (value: number) => string;
  compact: (value: number) => string;
  bytes: (value: number) => string;
  percent: (share: number) => string;
  dateTime: (at: string) => string;
  /** Hours to seconds; with the date when it was not today. */
  time: (at: string) => string;
  duration: (seconds: number) => string;
}

// With spaces that do not break: a number and its unit stay on one line.
const durationUnits: Record<Language, [day: string, hour: string, minute: string, second: string]> = {
  en: ['\u00a0d', '\u00a0h', '\u00a0min', '\u00a0s'],
  zh: ['\u00a0天', '\u00a0小时', '\u00a0分', '\u00a0秒'],
};

function makeFormat(of: Language): Format {
  const tag = tags[of];
  const whole = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
  const fraction = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 });
  // Thousands as K in Chinese too: columns of 1.2万 beside axes in thousands are hard to compare.
  const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 });
  // Year first in both languages: dates below each other line up, and nobody takes the month for the day.
  const dateTime = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });
  const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
  const time = new Intl.DateTimeFormat(tag, clock);
  const dayAndTime = new Intl.DateTimeFormat('sv-SE', { ...clock, month: '2-digit', day: '2-digit' });
  const rate = (value: number) => (value < 10 ? fraction : whole).format(value);

  return {
    number: value => whole.format(value),
    rate,
    compact: value => compact.format(value),
    bytes: value => {
      const { scaled, unit } = scaleBytes(value);
      return `${(unit === 'B' || scaled >= 100 ? whole : fraction).format(scaled)}\u00a0${unit}`;
    },
    percent: share => percent.format(share),
    dateTime: at => dateTime.format(new Date(at)),
    time: at => {
      const when = new Date(at);
      return (when.toDateString() === new Date().toDateString() ? time : dayAndTime).format(when);
    },
    duration: seconds => duration(seconds, durationUnits[of]),
  };
}

export const formats: Record<Language, Format> = { en: makeFormat('en'), zh: makeFormat('zh') };

export function useFormat(): Format {
  return formats[useStore(language)];
}
