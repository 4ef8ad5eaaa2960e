// Serves console/dist and answers the REST interface with invented data, for working on the console without a broker.
// Usage: node dev/mock-server.mjs [port]      Log in as admin, operator or viewer with any password but "wrong".
// MOCK_WITHOUT=/bans,/traces answers 404 to what begins so, as a broker does that does not have it.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveMqtt } from './mock-mqtt.mjs';
import { World } from './mock-world.mjs';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const port = Number(process.argv[2] ?? 61690);
const world = new World();
const without = (process.env.MOCK_WITHOUT ?? '').split(',').filter(Boolean);
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
  if (path === '/live') return stream(request, response, tellWorld);
  if (path === '/traces/live') return stream(request, response, send => tellTrace(send, url.searchParams.get('id')));
  if (path === '/traces/download') return download(response);
  const body = request.method === 'POST' ? JSON.parse((await read(request)) || '{}') : null;
  if (path === '/login') return logIn(body, response);
  if (body && request.headers['x-csrf-token'] !== session.csrf)
    return problem(response, 403, 'The request is not from the console');
  if (path === '/logout') session = null;
  const answer = ask(path, url.searchParams, body);
  if (answer?.status) return problem(response, answer.status, answer.message, answer.more);
  if (answer === null)
    return problem(response, 404, 'Not found', { detail: 'There is nothing of this name.' });
  json(response, answer === undefined ? 204 : 200, answer);
});

function logIn({ userName, password }, response) {
  if (userName === 'many') return problem(response, 429, 'Too many attempts', {}, { 'Retry-After': '7' });
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

function ask(path, query, body) {
  if (path === '/session') return session;
  if (path === '/logout') return undefined;
  if (without.some(beginning => path.startsWith(beginning))) return null;
  try {
    return world.answer(path, query, body);
  } catch (refusal) {
    if (!refusal.status) throw refusal;
    return refusal;
  }
}

function download(response) {
  response.writeHead(200, { ...headers, 'Content-Disposition': 'attachment; filename=trace.pcapng' });
  response.end('a trace');
}

function stream(request, response, tell) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const tick = () => tell(send);
  tick();
  const timer = setInterval(tick, 1_000);
  request.on('close', () => clearInterval(timer));
}

function tellWorld(send) {
  send('overview', world.overview());
  const events = world.happen();
  if (events.length > 0) send('happened', { events, skipped: 0 });
}

function tellTrace(send, id) {
  const packets = world.watch.live(id);
  if (packets) send('packets', packets);
}

function sendFile(path, response) {
  const wanted = join(dist, normalize(path));
  const file = extname(wanted) && existsSync(wanted) ? wanted : join(dist, 'index.html');
  response.writeHead(200, { ...headers, 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}

function problem(response, status, title, body = {}, more = {}) {
  response.writeHead(status, { ...headers, ...more, 'Content-Type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', status, title, ...body }));
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

serveMqtt(server, () => session !== null);
server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
