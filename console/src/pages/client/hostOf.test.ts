import { expect, test } from 'vitest';
import { hostOf } from './hostOf';

test('the port goes, the address stays', () => {
  expect(['10.0.0.7:51812', '10.0.0.7', '[fe80::1]:51812', 'fe80::1'].map(hostOf)).toEqual([
    '10.0.0.7',
    '10.0.0.7',
    'fe80::1',
    'fe80::1',
  ]);
});
