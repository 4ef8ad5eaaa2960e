import { expect, test } from 'vitest';
import { fromBase64, hexDump, prettyJson } from './bytes';

test('bytes are shown with offset, hex and what is printable', () => {
  expect(hexDump(fromBase64('AAEC/f7/SGVsaW9ncmFwaA=='))).toBe(
    '000000  00 01 02 fd fe ff 48 65 6c 69 6f 67 72 61 70 68  ......Heliograph',
  );
});

test('only objects and arrays are taken for JSON', () => {
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect([prettyJson('21.5'), prettyJson('{not json'), prettyJson('')]).toEqual([null, null, null]);
});
