import { expect, test } from 'vitest';
import type { DiffLine } from '../api/securityTypes';
import { foldDiff } from './foldDiff';

const same = (count: number): DiffLine[] => Array.from({ length: count }, (_, at) => ({ kind: 'same', text: `${at}` }));
const added: DiffLine = { kind: 'added', text: 'new' };

test('two lines stay around a change, the rest is counted', () => {
  expect(foldDiff([...same(5), added, ...same(4)])).toEqual([
    { kind: 'fold', lines: 3 },
    { kind: 'same', text: '3' },
    { kind: 'same', text: '4' },
    added,
    { kind: 'same', text: '0' },
    { kind: 'same', text: '1' },
    { kind: 'fold', lines: 2 },
  ]);
});

test('without a change everything is folded', () => {
  expect(foldDiff(same(3))).toEqual([{ kind: 'fold', lines: 3 }]);
});
