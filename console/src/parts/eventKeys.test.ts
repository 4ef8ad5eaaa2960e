import { expect, test } from 'vitest';
import type { Event } from '../api/types';
import { eventKeys } from './eventKeys';

const event = (at: string): Event => ({
  at,
  kind: 'dropped',
  clientId: 'a',
  userName: null,
  address: null,
  code: 0x97,
  reason: '',
  cause: '',
  topic: null,
});

test('newer events leave the keys of older ones as they were, equal ones too', () => {
  const before = eventKeys([event('2'), event('1'), event('1')]);
  const after = eventKeys([event('3'), event('2'), event('2'), event('1'), event('1')]);
  expect(new Set(after).size).toBe(5);
  expect(after.slice(2)).toEqual(before);
});
