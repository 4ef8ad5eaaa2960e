import { expect, test } from 'vitest';
import { duration, scaleBytes } from './units';

const units = [' d', ' h', ' min', ' s'];

test('a duration is its two largest units', () => {
  expect([0, 59.9, 60, 3_661, 277_200, 86_400].map(seconds => duration(seconds, units))).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '1 h 1 min',
    '3 d 5 h',
    '1 d',
  ]);
});

test('bytes are scaled by 1,024', () => {
  expect([0, 1_023, 1_024, 3 * 1_024 ** 3, 5_000 * 1_024 ** 4].map(bytes => scaleBytes(bytes))).toEqual([
    { scaled: 0, unit: 'B' },
    { scaled: 1_023, unit: 'B' },
    { scaled: 1, unit: 'KiB' },
    { scaled: 3, unit: 'GiB' },
    { scaled: 5_000, unit: 'TiB' },
  ]);
});
