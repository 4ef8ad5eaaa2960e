// Invented traces, rates of topics, and answers about what did not arrive.
import { iso, makeRetained } from './mock-invent.mjs';
import { having, like, page } from './mock-lists.mjs';

const packets = [
  ['in', 'PUBLISH', 'site/7/sensor/temperature QoS 1, id 412, 4 bytes: 21.5'],
  ['out', 'PUBACK', 'id 412, success'],
  ['out', 'PUBLISH', 'site/7/lamp/command QoS 2, id 9, retain, 16 bytes'],
  ['in', 'PUBREC', 'id 9, success'],
  ['out', 'PUBREL', 'id 9'],
  ['in', 'PUBCOMP', 'id 9'],
  ['in', 'SUBSCRIBE', 'id 413: 工厂/泵站/+/压力 QoS 1, no local'],
  ['out', 'SUBACK', 'id 413: granted QoS 1'],
  ['in', 'PINGREQ', ''],
  ['out', 'PINGRESP', ''],
];

export class Watch {
  since = iso(84);
  traces = [
    { ...trace('t1', 'sensor-00040', null, null, true, 'running', 120), startedAt: iso(200), endsAt: iso(-700) },
    { ...trace('t2', null, '10.3.1.14', 'site/#', false, 'full', 48_211), startedAt: iso(9_000), endsAt: iso(5_400) },
    { ...trace('t3', null, null, '工厂/泵站/+/压力', false, 'ended', 0), startedAt: iso(90_000), endsAt: iso(89_000) },
  ];

  answer(path, query, body) {
    switch (path) {
      case '/why/not-delivered':
        return this.why(query.get('topic'), query.get('clientId'));
      case '/topics':
        return {
          ...page(this.topics().filter(having(query, 'topic')).filter(matching(query)), query),
          watchingSince: this.since,
          topicsMax: 10_000,
          isFull: false,
        };
      case '/topics/reset':
        this.since = iso();
        return undefined;
      case '/traces':
        return page(this.traces, query);
      case '/traces/start':
        return this.start(body);
      case '/traces/stop':
        this.traces.find(one => one.id === body.id).state = 'ended';
        return undefined;
      case '/traces/delete':
        this.traces = this.traces.filter(one => one.id !== body.id);
        return undefined;
      case '/traces/packets': {
        const found = this.traces.find(one => one.id === query.get('id'));
        if (!found) return null;
        const after = Number(query.get('after') ?? 0);
        const count = Math.max(0, Math.min(200, found.packets - after));
        const items = Array.from({ length: count }, (_, at) => packetOf(found, after + at + 1));
        return { items, last: after + count, state: found.state };
      }
      default:
        return null;
    }
  }

  /** A trace goes on: what is new of it. */
  live(id) {
    const found = this.traces.find(one => one.id === id);
    if (!found || found.state !== 'running') return null;
    const items = Array.from({ length: 2 }, (_, at) => packetOf(found, found.packets + at + 1));
    found.packets += items.length;
    found.bytes += items.length * 61;
    return { items, last: found.packets, state: found.state };
  }

  start({ clientId, address, topic, minutes, withPayload }) {
    const made = trace(`t${Date.now()}`, clientId, address, topic, withPayload, 'running', 0);
    made.endsAt = iso(-minutes * 60);
    this.traces.unshift(made);
    return made;
  }

  why(topic, clientId) {
    return {
      answer: `${clientId} was subscribed, but its queue was full when the message on ${topic} came.`,
      findings: [
        { at: iso(412), severity: 'decisive', text: `the queue of ${clientId} was full (1,000 messages): the message was dropped`, remedy: 'bring the client back, or raise queued_messages_max' },
        { at: iso(4_000), severity: 'note', text: 'the client has been away since then', remedy: null },
        { at: null, severity: 'note', text: `site/+/# matches ${topic}: it is subscribed with QoS 1`, remedy: null },
      ],
    };
  }

  topics() {
    const seconds = (Date.now() - Date.parse(this.since)) / 1_000;
    return Array.from({ length: 220 }, (_, index) => {
      const rate = ((220 - index) ** 2 / 90) * (0.9 + Math.random() * 0.2);
      const messages = Math.round(rate * seconds);
      return { topic: makeRetained(index).topic, messages, bytes: messages * 61, rate, lastAt: iso(index % 5), lastQos: index % 3 };
    });
  }
}

const matching = query => {
  const fits = like(query.get('matching') || '#');
  return one => fits(one.topic);
};

function trace(id, clientId, address, topic, withPayload, state, count) {
  const counts = { packets: count, bytes: count * 61 };
  return { id, clientId, address, topic, withPayload, startedAt: iso(), startedBy: 'admin', endsAt: iso(), state, ...counts };
}

function packetOf(of, number) {
  const [direction, packet, summary] = packets[number % packets.length];
  const clientId = of.clientId ?? (number % 3 ? `meter-0${number % 4}` : null);
  return { number, at: iso(), direction, clientId, address: '10.3.1.14:40031', packet, summary, size: 2 + summary.length };
}
