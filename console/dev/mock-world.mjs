// Ten thousand invented clients, and the answers about them.
import { iso, makeClient, makeEvent, makeRetained, subscriptionsOf, wave } from './mock-invent.mjs';
import { like, page } from './mock-lists.mjs';
import { Machine } from './mock-machine.mjs';
import { Security } from './mock-security.mjs';
import { Watch } from './mock-watch.mjs';

export class World {
  watch = new Watch();
  rooms = [new Security(), new Machine(), this.watch];
  made = new Map();
  started = Date.now() - 3 * 86_400_000 - 5 * 3_600_000;
  clients = Array.from({ length: 10_000 }, (_, index) => makeClient(index));
  retained = Array.from({ length: 3_000 }, (_, index) => makeRetained(index));
  events = Array.from({ length: 400 }, (_, index) => makeEvent(this.clients, index, index * 7)).reverse();

  // Whoever is looked at gets a history.
  eventsOf(clientId) {
    return clientId
      ? this.events.slice(-37, -24).map(one => ({ ...one, clientId, userName: 'plant-31' }))
      : this.events;
  }

  happen() {
    if (Math.random() < 0.4) return [];
    const made = Array.from({ length: 1 + Math.floor(Math.random() * 2) }, () =>
      makeEvent(this.clients, Math.floor(Math.random() * 9_999)),
    );
    this.events = [...this.events, ...made].slice(-500);
    return made;
  }

  rates(at) {
    const messagesReceived = Math.round(wave(at, 90, 8_200, 12_400));
    const messagesSent = Math.round(wave(at, 130, 21_000, 27_000));
    return {
      messagesReceived,
      messagesSent,
      bytesReceived: messagesReceived * 188,
      bytesSent: messagesSent * 164,
      dropped: at % 97 < 4 ? Math.round(at % 97) + 1 : 0,
      connects: Math.round(wave(at, 11, 0, 9)),
      refused: at % 5 < 1 ? 1 : 0,
    };
  }

  overview() {
    const at = Date.now() / 1_000;
    const port = (name, protocol, number, connections) => ({
      name,
      protocol,
      address: '0.0.0.0',
      port: number,
      connections,
    });
    return {
      version: '1.0.0',
      startedAt: new Date(this.started).toISOString(),
      now: iso(),
      connections: this.connections(at),
      clientsConnected: this.connections(at),
      sessions: 10_000,
      sessionsMaximum: 10_240,
      subscriptions: 19_999,
      sharedSubscriptions: 3_333,
      retained: { messages: this.retained.length, bytes: 184_320 },
      queued: { messages: this.queued(at), bytes: this.queued(at) * 212 },
      rates: this.rates(at),
      totals: {
        messagesReceived: 2_771_904_112,
        messagesSent: 6_310_220_871,
        bytesReceived: 521_118e6,
        bytesSent: 1_034_877e6,
        dropped: 48_211,
        connects: 418_334,
        refused: 1_207,
      },
      memory: {
        workingSetBytes: 412e6 + wave(at, 60, 0, 3e7),
        heapBytes: 231e6,
        ceilingBytes: 2 * 2 ** 30,
        isShort: false,
      },
      store: { level: 'acknowledged is on disk', bytesOnDisk: 1_870e6, freeBytes: 61_200e6, isShort: false },
      listeners: [
        port('tcp', 'mqtt', 61613, this.connections(at) - 600),
        port('plain', 'mqtt', 1883, 388),
        port('ws', 'mqtt over websocket', 61623, 212),
      ],
      alarms: [
        {
          id: 'takeover-loop',
          severity: 'warning',
          text: 'Two connections take the client id lamp-00003 from each other, from 10.4.0.9 and 10.4.0.10.',
          remedy: 'Give each of them a client id of its own.',
        },
      ],
    };
  }

  connections(at) {
    return Math.round(wave(at, 140, 7_900, 8_910));
  }
  queued(at) {
    return Math.round(wave(at, 300, 411_000, 432_000));
  }

  history(seconds) {
    const stepSeconds = Math.max(1, seconds / 900);
    const times = Array.from(
      { length: Math.round(seconds / stepSeconds) },
      (_, index) => Date.now() / 1_000 - seconds + (index + 1) * stepSeconds,
    );
    const column = name => times.map(at => this.rates(at)[name]);
    return {
      stepSeconds,
      from: new Date(times[0] * 1_000).toISOString(),
      ...Object.fromEntries(
        ['messagesReceived', 'messagesSent', 'bytesReceived', 'bytesSent', 'dropped'].map(name => [name, column(name)]),
      ),
      connections: times.map(at => this.connections(at)),
      queued: times.map(at => this.queued(at)),
    };
  }

  answer(path, query, body) {
    const has = (...words) => words.some(word => word?.toLowerCase().includes((query.get('text') ?? '').toLowerCase()));
    const is = (name, value) => !query.get(name) || query.get(name) === String(value);
    switch (path) {
      case '/overview':
        return this.overview();
      case '/overview/history':
        return this.history(Number(query.get('seconds')));
      case '/clients':
        return page(
          this.clients.filter(
            one =>
              has(one.clientId, one.userName, one.address) &&
              is('user', one.userName) &&
              is('state', one.connected ? 'connected' : 'away'),
          ),
          query,
          10_000,
        );
      case '/client':
        return this.client(query.get('id'));
      case '/client/queue':
        return page(
          Array.from({ length: this.client(query.get('id'))?.queued ?? 0 }, (_, place) => ({
            place,
            ...this.retained[place],
            retain: place % 5 === 0,
          })),
          query,
        );
      case '/subscriptions':
        return page(
          this.clients
            .flatMap((one, index) => subscriptionsOf(one, index))
            .filter(
              one =>
                has(one.filter) &&
                is('clientId', one.clientId) &&
                is('shared', one.group !== null) &&
                (!query.get('matching') || like(one.filter)(query.get('matching'))),
            ),
          query,
        );
      case '/retained':
        return page(
          this.matching(query.get('matching'), query.get('minBytes'), query.get('olderThan')).filter(one => has(one.topic)),
          query,
        );
      case '/retained/tree':
        return this.tree(query.get('under'));
      case '/events':
        return page(
          this.eventsOf(query.get('clientId')).filter(
            one => has(one.clientId, one.cause, one.topic, one.userName) && is('kind', one.kind),
          ),
          query,
        );
      case '/client/disconnect':
        Object.assign(
          this.clients.find(one => one.clientId === body.clientId),
          { connected: false, address: null, since: iso() },
        );
        return undefined;
      case '/client/delete':
        this.clients = this.clients.filter(one => one.clientId !== body.clientId);
        return undefined;
      case '/retained/delete':
        this.retained = this.retained.filter(one => one.topic !== body.topic);
        return undefined;
      case '/retained/delete-matching':
        return this.deleteMatching(body);
      case '/publish':
        return { receivers: body.topic.startsWith('site') ? 'some' : 'none' };
      case '/client/subscribe':
        this.made.set(body.clientId, [...(this.made.get(body.clientId) ?? []), body]);
        return undefined;
      case '/client/unsubscribe':
        this.made.set(body.clientId, this.made.get(body.clientId)?.filter(one => one.filter !== body.filter) ?? []);
        return undefined;
      default:
        return this.rooms.map(room => room.answer(path, query, body)).find(answer => answer !== null) ?? null;
    }
  }

  client(id) {
    const index = this.clients.findIndex(one => one.clientId === id);
    if (index < 0) return null;
    const found = this.clients[index];
    return {
      ...found,
      subscriptionList: [...subscriptionsOf(found, index), ...(this.made.get(id) ?? []).map(subscriptionMade)],
      inflightList: Array.from({ length: found.inflight }, (_, at) => ({
        packetId: 40 + at,
        topic: `site/${at}/lamp/command`,
        qos: 1 + (at % 2),
        awaits: at % 2 ? 'pubcomp' : 'puback',
      })),
      will: index % 2 ? { topic: `site/7/${found.clientId}/gone`, qos: 1, retain: true, delaySeconds: 30 } : null,
    };
  }

  matching(filter, minBytes, olderThan) {
    const fits = like(filter || '#');
    const before = iso(Number(olderThan ?? 0));
    return this.retained.filter(
      one => fits(one.topic) && one.size >= Number(minBytes ?? 0) && one.storedAt <= before,
    );
  }

  tree(under) {
    const prefix = under === null ? '' : `${under}/`;
    const branches = new Map();
    for (const { topic } of this.retained) {
      if (!topic.startsWith(prefix)) continue;
      const level = topic.slice(prefix.length).split('/')[0];
      const branch = branches.get(level) ?? { level, topic: prefix + level, messages: 0, hasMessage: false };
      branch.messages++;
      branch.hasMessage ||= topic === branch.topic;
      branches.set(level, branch);
    }
    return { items: [...branches.values()].slice(0, 200), truncated: branches.size > 200 };
  }

  deleteMatching({ matching, minBytes, olderThan, preview }) {
    const found = this.matching(matching, minBytes, olderThan);
    if (!preview) this.retained = this.retained.filter(one => !found.includes(one));
    return {
      matched: found.length,
      deleted: preview ? 0 : found.length,
      sample: found.slice(0, 10).map(one => one.topic),
    };
  }
}

function subscriptionMade({ clientId, filter, qos }) {
  const options = { noLocal: false, retainAsPublished: false, retainHandling: 0, subscriptionId: null, group: null };
  return { clientId, filter, qos, ...options };
}
