import { expect, test } from 'vitest';
import type { TracedPacket } from '../../api/watchTypes';
import { append, packetsMax } from './append';

const packets = (from: number, count: number): TracedPacket[] =>
  Array.from({ length: count }, (_, at) => ({
    number: from + at,
    at: '2026-01-01T00:00:00Z',
    direction: 'in',
    clientId: 'one',
    address: '127.0.0.1:1',
    packet: 'PINGREQ',
    summary: '',
    size: 2,
  }));
const numbers = (list: readonly TracedPacket[]) => list.map(packet => packet.number);

test('a packet that comes twice is there once, and one that comes late is in its place', () => {
  const early = append(packets(1, 2), packets(4, 2));
  expect(numbers(append(early, packets(2, 3)))).toEqual([1, 2, 3, 4, 5]);
});

test('nothing new leaves the list as it is', () => {
  const before = packets(1, 3);
  expect(append(before, packets(2, 1))).toBe(before);
});

test('the latest stay', () => {
  const list = append(packets(1, packetsMax), packets(packetsMax + 1, 10));
  expect([list.length, list[0]?.number]).toEqual([packetsMax, 11]);
});
