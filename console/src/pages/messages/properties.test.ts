import { expect, test } from 'vitest';
import { noProperties, toProperties } from './properties';

test('what was left empty is not sent', () => {
  expect(toProperties(noProperties)).toEqual({});
  expect(toProperties({ ...noProperties, user: [{ name: '', value: 'lost' }] })).toEqual({});
});

test('a user property may be there several times', () => {
  const user = [
    { name: 'tag', value: 'one' },
    { name: 'unit', value: '' },
    { name: 'tag', value: 'two' },
  ];
  expect(toProperties({ ...noProperties, contentType: 'text/plain', expirySeconds: '60', isText: true, user })).toEqual({
    payloadFormatIndicator: true,
    contentType: 'text/plain',
    messageExpiryInterval: 60,
    userProperties: { tag: ['one', 'two'], unit: [''] },
  });
});
