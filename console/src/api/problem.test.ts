import { expect, test } from 'vitest';
import { Problem } from './problem';

test('a problem carries the words of the server', async () => {
  const body = JSON.stringify({ title: 'Too many attempts', detail: 'd', remedy: 'r', field: 'f' });
  const headers = { 'Content-Type': 'application/problem+json', 'Retry-After': '7' };
  const problem = await Problem.of(new Response(body, { status: 429, headers }));
  expect({ ...problem }).toMatchObject({
    status: 429,
    title: 'Too many attempts',
    detail: 'd',
    remedy: 'r',
    field: 'f',
    retryAfterSeconds: 7,
  });
});

test('an answer of something in between is a problem too', async () => {
  const problem = await Problem.of(new Response('<html>', { status: 502, statusText: 'Bad Gateway' }));
  expect(problem).toMatchObject({ status: 502, title: '502 Bad Gateway', retryAfterSeconds: null });
});
