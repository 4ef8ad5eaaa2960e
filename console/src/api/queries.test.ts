import { expect, test } from 'vitest';
import { clients, retainedTree, toPath } from './queries';

test('what a client chose for its id stays one parameter', () => {
  expect(toPath('/client', { id: 'a&b=<c>/#?' })).toBe('/client?id=a%26b%3D%3Cc%3E%2F%23%3F');
});

test('parameters that say nothing are left out', () => {
  expect(clients({ text: '', state: null, user: undefined, order: '-queued' }).path).toBe('/clients?order=-queued');
});

test('the top of the tree is not the level without a name', () => {
  expect(retainedTree(null).path).toBe('/retained/tree');
  expect(retainedTree('').path).toBe('/retained/tree?under=');
  expect(retainedTree('工厂/泵站').path).toBe('/retained/tree?under=%E5%B7%A5%E5%8E%82%2F%E6%B3%B5%E7%AB%99');
});
