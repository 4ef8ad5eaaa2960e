import { expect, test } from 'vitest';
import { remedyOf } from './remedy';

test('a refusal for its password says what to do about passwords', () => {
  expect(remedyOf({ kind: 'refused', code: 0x86, cause: '' })).toBe('credentials');
});

test('a full queue and a small client are both 0x97, and have remedies of their own', () => {
  expect(remedyOf({ kind: 'dropped', code: 0x97, cause: "the session's queue is full" })).toBe('queueFull');
  expect(
    remedyOf({ kind: 'dropped', code: 0x97, cause: "the packet is larger than the client's Maximum Packet Size" }),
  ).toBe('clientPacketSize');
});

test('what went well needs no remedy', () => {
  expect(remedyOf({ kind: 'disconnected', code: 0, cause: 'the client sent DISCONNECT' })).toBeNull();
});
