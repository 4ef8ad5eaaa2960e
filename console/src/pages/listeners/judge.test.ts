import { expect, test } from 'vitest';
import { judge } from './judge';

test('a certificate asks for attention three weeks before its end, and loudly in its last', () => {
  expect([365, 22, 21, 8, 7, 0, -3].map(daysLeft => judge({ daysLeft }))).toEqual([
    'good',
    'good',
    'warn',
    'warn',
    'bad',
    'bad',
    'bad',
  ]);
});
