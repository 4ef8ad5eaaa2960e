import { expect, test } from 'vitest';
import { payloadBytesMax, toMessage, toPayload } from './message';

const utf8 = (text: string) => new TextEncoder().encode(text);

test('printable UTF-8 is text, with its lines; all else is bytes', () => {
  expect(toPayload(utf8('温度\t21.5\r\n'))).toMatchObject({ text: '温度\t21.5\r\n', base64: null, isTruncated: false });
  expect(toPayload(new Uint8Array([0, 1, 254]))).toMatchObject({ size: 3, text: null, base64: 'AAH+' });
  expect(toPayload(utf8('a\u0000b'))).toMatchObject({ text: null });
});

test('of a long payload the beginning is kept, also when a character is cut', () => {
  const payload = toPayload(utf8(`x${'温'.repeat(payloadBytesMax)}`));
  expect(payload).toMatchObject({ size: 1 + 3 * payloadBytesMax, isTruncated: true, base64: null });
  expect(payload.text?.startsWith('x温温')).toBe(true);
});

test('the properties of MQTT 5.0 are taken over', () => {
  const message = toMessage(7, {
    cmd: 'publish',
    topic: 'a/b',
    payload: 'on',
    qos: 1,
    dup: false,
    retain: true,
    properties: {
      contentType: 'text/plain',
      messageExpiryInterval: 30,
      userProperties: { unit: 'C', tag: ['one', 'two'] },
    },
  });
  expect(message).toMatchObject({
    number: 7,
    contentType: 'text/plain',
    responseTopic: null,
    expirySeconds: 30,
    userProperties: [
      ['unit', 'C'],
      ['tag', 'one'],
      ['tag', 'two'],
    ],
  });
});
