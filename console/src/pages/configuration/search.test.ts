import { expect, test } from 'vitest';
import type { Setting } from '../../api/serverTypes';
import { search } from './search';

const setting = (name: string, more: Partial<Setting> = {}): Setting => ({
  name,
  section: 'limits',
  key: name,
  value: '1',
  running: '1',
  default: '1',
  source: 'default',
  line: null,
  isLive: true,
  needsRestart: false,
  help: '',
  allowed: null,
  ...more,
});

const all = [
  setting('limits.packet_size', { help: 'The largest packet' }),
  setting('console.port', { source: 'file', value: '61680' }),
  setting('store.level', { source: 'file', needsRestart: true }),
];
const names = (words: string, which: string) => search(all, words, which).map(one => one.name);

test('words are sought in name, help and value', () => {
  expect([names('PACKET', ''), names('largest', ''), names('61680', ''), names('nothing', '')]).toEqual([
    ['limits.packet_size'],
    ['limits.packet_size'],
    ['console.port'],
    [],
  ]);
});

test('what is set in the file, and what waits for a restart', () => {
  expect([names('', 'file'), names('', 'restart')]).toEqual([['console.port', 'store.level'], ['store.level']]);
});
