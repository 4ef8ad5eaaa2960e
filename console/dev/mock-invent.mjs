// Invents clients, messages and events: each number always gives the same ones.
const kinds = ['sensor', 'meter', 'gateway', 'lamp', '泵站'];
const levels = { sensor: 'temperature', meter: 'energy', gateway: 'status', lamp: 'state', 泵站: '压力' };
const hostile = '<img src=x onerror=alert(1)>';
export const iso = (secondsAgo = 0) => new Date(Date.now() - secondsAgo * 1_000).toISOString();
export const wave = (at, period, low, high) =>
  low +
  (high - low) * (0.5 + 0.5 * Math.sin(at / period)) +
  (Math.abs(Math.sin(at * 12.9898) * 43.7) % 1) * (high - low) * 0.15;

const causes = [
  ['refused', 0x86, 'Bad user name or password', 'the password of user plant-7 is wrong', null],
  [
    'denied',
    0x87,
    'Not authorized',
    'no rule lets user plant-7 write here; the first rule that matches is acl line 14: deny # ',
    'site/7/command/restart',
  ],
  ['dropped', 0x97, 'Quota exceeded', "the session's queue is full", 'site/12/meter/energy'],
  ['taken-over', 0x8e, 'Session taken over', 'another connection, from 10.4.0.9:51812, used the same client id', null],
  ['looping', 0x8e, 'Session taken over', 'two connections take this client id from each other, from 10.4.0.9 and 10.4.0.10', null],
  ['connected', 0, 'Success', 'MQTT 5.0, clean start, keep alive 60 s', null],
  ['connected', 0, 'Success', 'MQTT 3.1.1, session taken up again, 14 messages wait', null],
  ['disconnected', 0, 'Normal disconnection', 'the client sent DISCONNECT', null],
  ['disconnected', 0x8d, 'Keep alive timeout', 'nothing came for 90 s, one and a half times its keep alive', null],
  ['subscribed', 0, 'Success', 'QoS 1', '工厂/泵站/+/压力'],
  ['expired', 0, 'Success', 'the Message Expiry Interval passed before it could be sent', 'site/3/lamp/state'],
];

export function makeClient(index) {
  const kind = kinds[index % kinds.length];
  const isAway = index % 9 === 4;
  return {
    clientId: index === 3 ? hostile : `${kind}-${String(index).padStart(5, '0')}`,
    userName: index % 11 ? `plant-${index % 40}` : null,
    address: isAway ? null : `10.${index % 7}.${index % 250}.${(index * 7) % 250}:${40_000 + index}`,
    protocol: isAway ? null : ['5.0', '3.1.1', '3.1.1', '3.1'][index % 4],
    connected: !isAway,
    since: iso(index * 41 + 90),
    sessionExpirySeconds: [null, 3_600, 0, 604_800][index % 4],
    keepAliveSeconds: 60,
    subscriptions: 1 + (index % 3),
    inflight: isAway ? 0 : index % 4,
    queued: isAway ? 20 + ((index * 13) % 900) : 0,
    queuedBytes: isAway ? ((index * 13) % 900) * 212 : 0,
    messagesReceived: isAway ? null : (index * 977) % 90_000,
    messagesSent: isAway ? null : (index * 631) % 40_000,
    bytesReceived: isAway ? null : ((index * 977) % 90_000) * 143,
    bytesSent: isAway ? null : ((index * 631) % 40_000) * 120,
  };
}

export function subscriptionsOf(client, index) {
  const filters = [`site/${index % 30}/+/command`, '工厂/泵站/+/压力', '$share/work/jobs/#'];
  return filters.slice(0, client.subscriptions).map((filter, at) => ({
    clientId: client.clientId,
    filter: at === 2 ? 'jobs/#' : filter,
    qos: at,
    noLocal: at === 1,
    retainAsPublished: at === 0,
    retainHandling: at,
    subscriptionId: at === 0 ? 1 + (index % 200) : null,
    group: at === 2 ? 'work' : null,
  }));
}

export function makeRetained(index) {
  const kind = kinds[index % kinds.length];
  const topic = index === 11 ? '/state/of/a/topic/with/an/empty/level' : kind === '泵站' ? `工厂/泵站/${index}/压力` : `site/${index % 30}/${kind}/${index}/${levels[kind]}`;
  const text =
    kind === 'gateway'
      ? JSON.stringify({ id: index, online: true, name: hostile, ip: '10.1.2.3', firmware: '2.4.1' })
      : `${((index * 37) % 1_000) / 10}`;
  const payload =
    kind === 'lamp'
      ? { size: 16, text: null, base64: 'AAEC/f7/SGVsaW9ncmFwaA==', isTruncated: false }
      : { size: text.length, text, base64: null, isTruncated: false };
  return {
    topic,
    qos: index % 3,
    size: payload.size,
    expiresAt: index % 6 ? null : iso(-86_400),
    storedAt: iso(index * 977),
    publisher: index % 4 ? `${kind}-${String(index).padStart(5, '0')}` : null,
    payload,
  };
}

export function makeEvent(clients, index, secondsAgo = 0) {
  const [kind, code, reason, cause, topic] = causes[index % causes.length];
  const client = clients[(index * 37) % 10_000];
  return {
    at: iso(secondsAgo),
    kind,
    clientId: index % 40 === 0 ? hostile : client.clientId,
    userName: client.userName,
    address: client.address,
    code,
    reason,
    cause,
    topic,
  };
}
