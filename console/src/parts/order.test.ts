import { expect, test } from 'vitest';
import { flip } from './order';

test('a click on a column orders by it, and a second one turns it round', () => {
  expect(flip('clientId', 'queued', true)).toBe('-queued');
  expect(flip('-queued', 'queued', true)).toBe('queued');
  expect(flip('clientId', 'clientId', false)).toBe('-clientId');
});
