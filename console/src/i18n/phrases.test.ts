import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { phrases } from './phrases-zh';
import { translator } from './phrases';

const translate = translator(phrases);

test('names stay as they are, and what is a phrase itself is translated in its turn', () => {
  expect(translate("wrong password of user 'ann'")).toBe('用户“ann”的密码错误');
  expect(translate("'dev' is away, and its connection was refused at 12:00: wrong password of user 'ann'")).toBe(
    '“dev”离线，其连接于 12:00 被拒绝：用户“ann”的密码错误',
  );
  expect(translate("There is no client 'dev', and nothing is remembered of it.")).toBe('没有客户端“dev”，也没有关于它的记录。');
});

test('what nobody has translated stays English, and a name may hold anything', () => {
  expect(translate('something new')).toBe('something new');
  expect(translate("user '$1 {}' is unknown")).toBe('用户“$1 {}”不存在');
  expect(translate('')).toBe('');
});

// The longest piece of each phrase that no gap divides is somewhere in the broker's source.
test('each phrase is one that the broker says', () => {
  const source = ['../src/Heliograph.Broker', '../src/Heliograph.Server'].map(textOf).join('\n');
  const pieces = phrases.flatMap(([english]) => english.split(/\{~?\}/).flatMap(piece => piece.split(/[':=(),;]|\d+|\. /)));
  const unknown = pieces.map(piece => piece.trim()).filter(piece => piece.length > 24 && !source.includes(piece));
  expect(unknown).toEqual([]);
});

function textOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.cs') && !/^(bin|obj)\b/.test(path))
    .map(path => readFileSync(join(folder, path), 'utf8'))
    .join('\n');
}
