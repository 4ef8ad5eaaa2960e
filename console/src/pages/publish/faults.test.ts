import { expect, test } from 'vitest';
import { faultOfPayload, faultOfTopic } from './faults';

test('a topic to publish to has no wildcard and is not empty', () => {
  expect(['a/b', '工厂/温度', '$SYS/x', '', 'a/#', '+/b', 'x'.repeat(65_536)].map(faultOfTopic)).toEqual([
    null,
    null,
    null,
    'empty',
    'wildcard',
    'wildcard',
    'long',
  ]);
});

test('base64 is checked before it is sent; text is anything', () => {
  expect(faultOfPayload('aGVsbG8=', 'base64')).toBeNull();
  expect(faultOfPayload('aGVsbG8', 'base64')).toBe('base64');
  expect(faultOfPayload('aGVsbG8', 'text')).toBeNull();
});
