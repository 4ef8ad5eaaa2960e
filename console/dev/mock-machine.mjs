// Invented listeners, certificates and configuration.
import { iso } from './mock-invent.mjs';
import { diff, refuse } from './mock-lists.mjs';

const toml = `# Heliograph
[limits]
receive_maximum = 200
maximum_packet_size = "1 MiB"

[console]
address = "127.0.0.1"
port = 61680
viewers = ["office", "screen-in-the-hall"]

[[listener]]
name = "tcp"
port = 61613
`;

const known = [
  ['limits.receive_maximum', '65535', 'How many messages a client may send without waiting for the acknowledgement.', true, '1 to 65535'],
  ['limits.maximum_packet_size', '"256 KiB"', 'The largest packet that is taken.', true, '1 KiB to 256 MiB'],
  ['limits.inflight_max', '100', 'How many messages are on their way to a client at once.', true, '1 to 65535'],
  ['limits.queued_messages_max', '100000', 'How many messages wait for one client.', true, null],
  ['limits.memory_max', '"80 %"', 'How much memory the broker takes before it stores no more.', false, 'a size, or a share of the machine'],
  ['store.level', '"acknowledged is on disk"', 'What an acknowledgement promises.', false, null],
  ['store.folder', '"data"', 'Where the journal is.', false, 'a folder'],
  ['console.enabled', 'true', 'Whether there are a console and a REST API.', false, 'true or false'],
  ['console.address', '"127.0.0.1"', 'Where the console listens.', false, 'an address of this machine'],
  ['console.port', '61680', 'HTTP.', false, '0 to 65535'],
  ['console.viewers', '[]', 'Users who may look.', true, 'names of users'],
  ['listener.tcp.port', '1883', 'Where clients connect.', false, '0 to 65535'],
  ['telemetry.endpoint', '""', 'Where numbers and traces are sent by OTLP.', false, 'an address'],
];

export class Machine {
  running = toml;
  configuration = { file: 'etc/heliograph.toml', text: toml, version: '1' };
  history = [
    { id: 'c2', at: iso(7_200), user: 'admin', text: toml.replace('200', '100') },
    { id: 'c1', at: iso(90_000), user: 'oscar', text: toml },
  ];
  listeners = [
    ['tcp', 'mqtt', '0.0.0.0', 61613, 'listening', null, 8_114, 418_334],
    ['tls', 'mqtt over tls', '0.0.0.0', 8883, 'listening', null, 212, 4_711],
    ['ws', 'mqtt over websocket', '127.0.0.1', 61623, 'stopped', null, 0, 91],
    ['old', 'mqtt', '10.0.0.4', 1883, 'failed', 'the address is not one of this machine', 0, 0],
  ].map(([name, protocol, address, port, state, problem, connections, accepted]) => ({
    name,
    protocol,
    address,
    port,
    state,
    problem,
    connections,
    accepted,
  }));

  certificates() {
    const of = (use, file, daysLeft, isSelfSigned, names) => ({
      use,
      file,
      subject: `CN=${names[0]}`,
      issuer: isSelfSigned ? `CN=${names[0]}` : 'CN=R11, O=Let’s Encrypt, C=US',
      names,
      notBefore: iso((90 - daysLeft) * 86_400),
      notAfter: iso(-daysLeft * 86_400),
      daysLeft,
      fingerprint: '5F:3A:91:0C:77:E2:4B:D8:19:A6:C0:5E:2D:84:F1:33:6B:9E:70:12:AD:48:C7:05:EE:31:92:5A:BF:64:08:D1',
      isSelfSigned,
      problem: null,
    });
    return [
      of('console', 'etc/console.pem', 340, true, ['localhost']),
      of('listener tls', '/etc/letsencrypt/live/mqtt/fullchain.pem', 17, false, ['mqtt.example.org', 'broker.example.org']),
      { ...of('listener old', 'etc/old.pem', 0, false, ['old.example.org']), problem: 'there is no file etc/old.pem' },
    ];
  }

  settings() {
    const [now, running] = [values(this.configuration.text), values(this.running)];
    return known.map(([name, byDefault, help, isLive, allowed]) => {
      const [section, key] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)];
      const value = now.get(name)?.value ?? byDefault;
      const inForce = isLive ? value : (running.get(name)?.value ?? byDefault);
      const line = now.get(name)?.line ?? null;
      const source = line === null ? 'default' : 'file';
      const needsRestart = inForce !== value;
      return { name, section, key, value, running: inForce, default: byDefault, source, line, isLive, needsRestart, help, allowed };
    });
  }

  answer(path, _query, body) {
    switch (path) {
      case '/listeners':
        return { items: this.listeners };
      case '/listeners/stop':
        return this.turn(body.name, { state: 'stopped', connections: 0 });
      case '/listeners/start':
        return this.turn(body.name, { state: 'listening' });
      case '/certificates':
        return { items: this.certificates() };
      case '/configuration':
        return { ...this.configuration, settings: this.settings(), history: this.history.map(({ text: _, ...one }) => one) };
      case '/configuration/validate':
        return { errors: faults(body.text), changes: this.changes(body.text), diff: diff(this.configuration.text, body.text) };
      case '/configuration/apply':
        if (body.version !== this.configuration.version) throw refuse(409, 'The file has changed');
        this.history.unshift({ id: `c${Date.now()}`, at: iso(), user: 'admin', text: this.configuration.text });
        return this.write(body.text);
      case '/configuration/undo':
        return this.write(this.history.shift().text);
      default:
        return null;
    }
  }

  turn(name, change) {
    Object.assign(
      this.listeners.find(one => one.name === name),
      change,
    );
    return undefined;
  }

  changes(text) {
    const [now, then] = [values(this.configuration.text), values(text)];
    return known.flatMap(([name, byDefault, , isLive]) => {
      const [from, to] = [now.get(name)?.value ?? byDefault, then.get(name)?.value ?? byDefault];
      return from === to ? [] : [{ name, from, to, isLive }];
    });
  }

  write(text) {
    this.configuration = { ...this.configuration, text, version: `${Number(this.configuration.version) + 1}` };
    const needsRestart = this.settings().flatMap(one => (one.needsRestart ? [one.name] : []));
    return { version: this.configuration.version, needsRestart };
  }
}

function values(text) {
  let section = '';
  const found = new Map();
  text.split('\n').forEach((line, at) => {
    section = /^\[+([^\]]+)\]+/.exec(line)?.[1] ?? section;
    const [, key, value] = /^(\w+) *= *(.*)$/.exec(line) ?? [];
    if (key) found.set(`${section === 'listener' ? 'listener.tcp' : section}.${key}`, { value, line: at + 1 });
  });
  return found;
}

function faults(text) {
  return text.split('\n').flatMap((line, at) => {
    if (/^\s*(#.*|\[+\w+\]+|\w+ *= *\S.*)?$/.test(line)) return [];
    return [{ line: at + 1, column: 1, problem: `“${line}” is not a key and a value`, remedy: 'write key = value' }];
  });
}
