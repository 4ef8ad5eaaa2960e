// Leaves the console open in a browser while clients come, go, publish and are refused, and looks at the browser's memory after a
// collection: prints a line of Markdown for each look. Called by run-console-heap.
// Usage: node console-heap.mjs CONSOLE_URL MQTT_PORT SECONDS STEP_SECONDS BROKER_PID
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [url, port, seconds, step, brokerPid] = process.argv.slice(2);
const require = createRequire(new URL('../console/package.json', import.meta.url));
const WebSocket = require('ws');
const mqtt = require('mqtt');
const pages = ['/', '/events', '/clients'];
const publishers = 20;
const messagesPerSecond = 500;
const comingPerSecond = 4;
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

function connect(options) {
  return mqtt.connect(`mqtt://127.0.0.1:${port}`, { username: 'admin', password: 'password', reconnectPeriod: 0, ...options });
}

/** Steady traffic, and clients that come, publish and go; every fourth has a wrong password, so that there are refusals. */
async function beginLoad() {
  const senders = Array.from({ length: publishers }, (_, at) => connect({ clientId: `sender-${at}` }));
  const receiver = connect({ clientId: 'receiver' });
  receiver.subscribe('load/#');
  let sent = 0;
  setInterval(() => {
    for (let i = 0; i < messagesPerSecond / 20; i++) senders[sent % publishers].publish(`load/${sent++ % 200}`, 'x'.repeat(64));
  }, 50);
  let came = 0;
  setInterval(() => {
    const guest = connect({ clientId: `guest-${came}`, ...(came++ % 4 === 0 ? { password: 'wrong' } : {}) });
    guest.on('error', () => guest.end(true));
    guest.on('connect', () => guest.end());
  }, 1_000 / comingPerSecond);
}

/** The browser's own interface, over which pages are opened and measured. */
async function startBrowser() {
  const folder = mkdtempSync(join(tmpdir(), 'console-heap-'));
  const browser = spawn(process.env.CHROMIUM || 'chromium', [
    '--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank',
  ]);
  const address = await new Promise((resolve, reject) => {
    let text = '';
    browser.stderr.on('data', data => {
      text += data;
      const found = /DevTools listening on (ws:\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    browser.on('exit', () => reject(new Error(`the browser ended: ${text}`)));
  });
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await new Promise(resolve => socket.on('open', resolve));
  const waiting = new Map();
  let last = 0;
  socket.on('message', data => {
    const { id, result, error } = JSON.parse(data);
    const answer = waiting.get(id);
    if (!answer) return;
    waiting.delete(id);
    if (error) answer.reject(new Error(error.message));
    else answer.resolve(result);
  });
  const ask = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params, sessionId }));
    });
  return { ask, stop: () => browser.kill() };
}

async function open(browser, path) {
  const { targetId } = await browser.ask('Target.createTarget', { url: 'about:blank', newWindow: true });
  const { sessionId } = await browser.ask('Target.attachToTarget', { targetId, flatten: true });
  const ask = (method, params) => browser.ask(method, params, sessionId);
  await ask('Performance.enable');
  await ask('Page.enable');
  await ask('Page.navigate', { url: new URL('/health/live', url).href });
  await wait(1_000);
  const login = `fetch('/api/v1/login', { method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ userName: 'admin', password: 'password' }) }).then(answer => answer.status)`;
  const { result } = await ask('Runtime.evaluate', { expression: login, awaitPromise: true });
  if (result.value !== 200) throw new Error(`the login was answered with ${result.value}`);
  await ask('Page.navigate', { url: new URL(path, url).href });
  await wait(3_000);
  return { path, ask, shown: '' };
}

/** After a collection; fails when the page shows what it showed at the look before. */
async function look(page) {
  const { ask } = page;
  await ask('HeapProfiler.collectGarbage');
  const { usedSize } = await ask('Runtime.getHeapUsage');
  const { metrics } = await ask('Performance.getMetrics');
  const nodes = metrics.find(metric => metric.name === 'Nodes').value;
  const { result } = await ask('Runtime.evaluate', { expression: 'document.visibilityState + document.querySelector("main").innerText' });
  if (!result.value.startsWith('visible') || result.value === page.shown) throw new Error(`${page.path} does not follow: ${result.value}`);
  page.shown = result.value;
  return `${(usedSize / 1e6).toFixed(2)} MB, ${nodes} nodes`;
}

function brokerMegabytes() {
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${brokerPid}/status`, 'utf8'))[1]);
  return `${Math.round(kilobytes / 1_000)} MB`;
}

await beginLoad();
const browser = await startBrowser();
try {
  const opened = [];
  for (const path of pages) opened.push(await open(browser, path));
  console.log(`| minute | ${pages.map(path => `\`${path}\``).join(' | ')} | broker, resident |`);
  console.log(`|---|${pages.map(() => '---|').join('')}---|`);
  for (let at = 0; at <= seconds; at += Number(step)) {
    const looks = [];
    for (const page of opened) looks.push(await look(page));
    console.log(`| ${(at / 60).toFixed(1)} | ${looks.join(' | ')} | ${brokerMegabytes()} |`);
    if (at + Number(step) <= seconds) await wait(step * 1_000);
  }
} finally {
  browser.stop();
}
process.exit(0);
