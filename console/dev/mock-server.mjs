// Serves console/dist and answers the REST interface with invented data, for working on the console without a broker.
// Usage: node dev/mock-server.mjs [port]      Log in as admin, operator or viewer with any password but "wrong".
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { World } from './mock-world.mjs';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const port = Number(process.argv[2] ?? 61690);
const world = new World();
let session = null;

// The policy of the real server: what would break under it breaks here first.
const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
};
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock');
  if (!url.pathname.startsWith('/api/v1/')) return sendFile(url.pathname, response);
  const path = url.pathname.slice('/api/v1'.length);
  if (path !== '/login' && !session) return problem(response, 401, 'There is no session');
  if (path === '/live') return stream(request, response);
  const body = request.method === 'POST' ? JSON.parse((await read(request)) || '{}') : null;
  if (path === '/login') return logIn(body, response);
  if (body && request.headers['x-csrf-token'] !== session.csrf)
    return problem(response, 403, 'The request is not from the console');
  if (path === '/logout') session = null;
  const answer =
    path === '/session' ? session : path === '/logout' ? undefined : world.answer(path, url.searchParams, body);
  if (answer === null)
    return problem(response, 404, 'There is no such client', 'Nobody with this client id has a session.');
  json(response, answer === undefined ? 204 : 200, answer);
});

function logIn({ userName, password }, response) {
  if (userName === 'many') return problem(response, 429, 'Too many attempts', null, { 'Retry-After': '7' });
  if (password === 'wrong') return problem(response, 401, 'User name or password is wrong');
  const role = ['viewer', 'operator'].includes(userName) ? userName : 'admin';
  session = {
    userName,
    role,
    csrf: 'mock',
    firstPassword: userName === 'admin',
    exposed: userName === 'admin',
    version: '1.0.0',
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  };
  json(response, 200, session);
}

function stream(request, response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const tick = () => {
    send('overview', world.overview());
    const events = world.happen();
    if (events.length > 0) send('happened', { events, skipped: 0 });
  };
  tick();
  const timer = setInterval(tick, 1_000);
  request.on('close', () => clearInterval(timer));
}

function sendFile(path, response) {
  const wanted = join(dist, normalize(path));
  const file = extname(wanted) && existsSync(wanted) ? wanted : join(dist, 'index.html');
  response.writeHead(200, { ...headers, 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}

function problem(response, status, title, detail = null, more = {}) {
  response.writeHead(status, { ...headers, ...more, 'Content-Type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', status, title, detail }));
}

function json(response, status, value) {
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json' });
  response.end(value === undefined ? undefined : JSON.stringify(value));
}

async function read(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
