import { security } from './en-security';
import { server } from './en-server';
import { watch } from './en-watch';

/** A number that is written already, and what it counts. */
const counted = (count: string, one: string) => (count === '1' ? `1 ${one}` : `${count} ${one}s`);

// Every word of the console. A key that is missing in another language is an error of the compiler.
export const en = {
  ...security,
  ...server,
  ...watch,
  /** What the broker says of causes and remedies, which it does in English. */
  said: (words: string) => words,
  shell: {
    skip: 'Skip to the content', menu: 'Menu', navigation: 'Pages', theme: 'Theme', logOut: 'Log out',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    live: 'Live', notLive: 'Connecting…', version: (version: string) => `Heliograph ${version}`,
    pageFailed: 'This page failed. The broker is not affected.', reloadPage: 'Load the console again', notFound: 'There is no such page',
    groups: { watch: 'Watch', messages: 'Messages', security: 'Security', server: 'Server' },
    notAllowed: (role: string) => `This page needs the role: ${role}.`,
  },
  alarms: {} as Record<string, AlarmWords | undefined>,
  roles: { viewer: 'Viewer', operator: 'Operator', admin: 'Administrator' },
  login: {
    userName: 'User name', password: 'Password', submit: 'Log in', wrong: 'User name or password is wrong.',
    wait: (seconds: number) => `Too many attempts. Try again in ${seconds} s.`, expired: 'The session has ended. Log in to go on where you were.',
  },
  banner: {
    firstPassword: 'The account “admin” still has its first password, which everyone knows. Change it with: heliograph passwd FOLDER admin',
    exposed: 'This console can be reached from other machines. Put it behind TLS, or bind it to 127.0.0.1.',
  },
  problem: {
    unreachable: 'The broker does not answer', unreachableRemedy: 'It may be stopped, or the network is down.',
    remedy: (words: string) => `What to do: ${words}`, retry: 'Try again',
    noRoute: 'This broker does not have this: it is of another version than these pages, or was built without it.',
  },
  parts: {
    loading: 'Loading…', close: 'Close', cancel: 'Cancel', refresh: 'Refresh', all: 'All', filters: 'Filter', previous: 'Previous', next: 'Next',
    actions: 'Actions', copy: 'Copy', copied: 'Copied', notCopied: 'The browser does not allow it: mark the text and copy it.',
    difference: 'What is taken away and added', sameLines: (count: string) => `… ${counted(count, 'line')} without a change …`,
    paging: 'Pages of the list', page: (page: string) => `Page ${page}`, retain: 'Retain', sortBy: (column: string) => `Sort by ${column}`,
    matched: (matched: string, total: string) => (matched === total ? `${total} in all` : `${matched} of ${total}`),
  },
  payload: {
    title: 'Payload', view: 'Shown as', empty: 'The payload is empty.', truncated: 'only the beginning is shown',
    views: { json: 'JSON', text: 'Text', hex: 'Hex' },
  },
  overview: {
    title: 'Overview', upFor: (time: string) => `Up for ${time}`, span: 'Span of the charts', perSecond: '/s',
    connections: 'Connections', connectRates: (connects: string, refused: string) => `${connects}/s new, ${refused}/s refused`,
    sessions: 'Sessions', mostAtOnce: (most: string) => `${most} at most so far`,
    received: 'Received', sent: 'Sent', dropped: 'Dropped', sinceStart: (count: string) => `${count} since the start`,
    queued: 'Queued', subscriptions: 'Subscriptions', shared: (count: string) => `${count} shared`, retained: 'Retained',
    messageRate: 'Messages per second', byteRate: 'Bytes per second', backlog: 'Queued and dropped', droppedPerSecond: 'Dropped/s',
    resources: 'Memory and store', memory: 'Memory', store: 'Store', short: 'short', of: (used: string, all: string) => `${used} of ${all}`,
    heap: (size: string) => `${size} of it in the heap`, onDisk: (size: string) => `${size} on disk`, free: (size: string) => `${size} free`,
    level: (level: string) => `kept: ${level}`, noStore: 'There is no store: nothing survives a restart.',
    listeners: 'Listeners', listener: 'Name', address: 'Address',
    totals: 'Since the start', bytesReceived: 'Bytes received', bytesSent: 'Bytes sent', connects: 'Connects', refused: 'Refused connections',
    alarms: 'Alarms', troubles: 'Refused and lost, just now', noTroubles: 'Nothing was refused or lost since this page was opened.',
    allEvents: 'All events',
  },
  clients: {
    title: 'Clients', text: 'Search', textHint: 'Client id, user or address', user: 'User name', state: 'State', connected: 'Connected',
    away: 'Away', clientId: 'Client id', userName: 'User', address: 'Address', since: 'Since', subscriptions: 'Subs.',
    queued: 'Queued', received: 'Received', sent: 'Sent', empty: 'No client matches.',
  },
  client: {
    title: 'Client', nameless: '(empty)', facts: 'The client', gone: 'There is no session of this client. Below is what happened to it.',
    unnamed: 'The address names no client. Choose one:',
    disconnect: 'Disconnect', disconnectTitle: 'Disconnect this client?',
    disconnectWords: 'Its connection is closed; its session stays as long as its expiry says. Most clients connect again at once.',
    deleteSession: 'Delete session', deleteTitle: 'Delete this session?',
    deleteWords: (subscriptions: string, messages: string) =>
      `Its connection is closed. ${counted(subscriptions, 'subscription')} and ${counted(messages, 'message')} waiting for it`
      + ' will be deleted. This cannot be undone.',
    protocol: 'Protocol', connectedSince: 'Connected since', awaySince: 'Away since', keepAlive: 'Keep alive', off: 'Off',
    expiry: 'Session expires', never: 'Never', withConnection: 'With the connection', received: 'Received from it', sent: 'Sent to it',
    queued: 'Queued for it', messagesAndBytes: (messages: string, bytes: string) => `${counted(messages, 'message')}, ${bytes}`,
    will: 'Will', noWill: 'None', after: (time: string) => `after ${time}`,
    subscriptions: (count: string) => `Subscriptions (${count})`, noSubscriptions: 'It has subscribed to nothing.',
    inflight: (count: string) => `In flight (${count})`, noInflight: 'Nothing waits for an acknowledgement.', packetId: 'Packet id',
    topic: 'Topic', awaits: 'Awaits',
    queue: (count: string) => `Queue (${count})`, noQueue: 'Nothing is queued.', lookInside: 'Look inside the queue', place: 'Place', size: 'Size',
    expires: 'Expires', payloadGone: 'The payload cannot be read any more.',
    ban: 'Ban…', trace: 'Trace…', subscribe: 'Subscribe it…', subscribeTitle: 'Subscribe this client', subscribeSubmit: 'Subscribe',
    subscribeWords: 'The broker does as if the client had asked for it. The client is not told; it gets what comes from now on.',
    unsubscribe: 'Unsubscribe', unsubscribeTitle: 'Take this subscription away?',
    unsubscribeWords: 'The client gets no more messages by it, and is not told.',
    events: 'What happened to it', allEvents: 'All events of this client',
  },
  subscriptions: {
    title: 'Subscriptions', matching: 'Who gets this topic?', text: 'Filter contains', kind: 'Kind', shared: 'Shared', ordinary: 'Ordinary',
    filter: 'Topic filter', group: 'Share', options: 'Options', identifier: 'Identifier', noLocal: 'No Local',
    retainAsPublished: 'Retain As Published',
    retainHandling: { 1: 'retained only when new', 2: 'no retained messages' }, empty: 'No subscription matches.',
  },
  retained: {
    title: 'Retained', view: 'View', list: 'List', tree: 'Tree', matching: 'Topic filter', text: 'Topic contains', minBytes: 'At least bytes',
    topic: 'Topic', payload: 'Payload', binary: 'binary', size: 'Size', publisher: 'Published by', expires: 'Expires', never: 'Never expires',
    until: (time: string) => `Expires ${time}`, by: 'by', empty: 'No retained message matches.', publishAnother: 'Publish another one',
    delete: 'Delete', deleteTitle: 'Delete this retained message?',
    deleteWords: 'New subscribers will not get it any more. This cannot be undone.',
    deleteMatching: 'Delete all that match…', deleteCount: (count: string) => `Delete ${count}`,
    wouldDelete: (count: string) => `${counted(count, 'retained message')} would be deleted. This cannot be undone.`, sample: 'Some of them',
    age: 'Age', anyAge: 'Any', olderThan: (time: string) => `older than ${time}`, stored: 'Stored', storedAt: (time: string) => `Stored ${time}`,
    atLeast: (size: string) => `at least ${size}`, emptyLevel: '(empty level)', branch: (topic: string) => `What is under ${topic}`,
    show: (topic: string) => `Show ${topic}`, messages: (count: string) => counted(count, 'message'),
    truncated: 'There are more; the list with a filter shows them.',
  },
  publish: {
    title: 'Publish', tab: 'Publish once', words: 'The broker itself publishes it, whatever the rules say, and says whether anyone gets it.', topic: 'Topic', topicHint: 'For example site/7/lamp', payload: 'Payload', encoding: 'The payload is', text: 'Text', retain: 'Retain',
    clearsRetained: 'An empty payload with Retain deletes the retained message of the topic.', submit: 'Publish',
    received: 'Published. At least one client gets it.', nobody: 'Published, but nobody is subscribed to this topic.',
    notAllowed: 'Publishing needs the role of an operator.',
    faults: {
      empty: 'A topic has at least one character.', wildcard: '+ and # are for subscriptions; a message has one topic.',
      nul: 'A topic cannot contain the character U+0000.', long: 'A topic has at most 65,535 bytes.', base64: 'This is not Base64.',
    },
  },
  events: {
    title: 'Events', kind: 'Kind', text: 'Search', textHint: 'Cause, topic, user or address', flow: 'New events', live: 'Live', held: 'Paused',
    skipped: (count: string) => `${counted(count, 'event')} came too fast to be shown; Refresh reads what was left out.`, empty: 'Nothing like this has happened.',
    noClient: '(no client id yet)', user: 'user',
    kinds: {
      connected: 'Connected', refused: 'Refused', disconnected: 'Disconnected', 'taken-over': 'Taken over', subscribed: 'Subscribed',
      unsubscribed: 'Unsubscribed', denied: 'Denied', dropped: 'Dropped', expired: 'Expired', 'session-ended': 'Session ended',
      looping: 'Looping',
      slowed: 'Slowed down',
      flapping: 'Flapping',
      certificate: 'Certificate',
    },
    // The server names the reason in English; another language has its own words by reason code.
    reasons: {} as Record<number, string | undefined>,
    remedies: {
      malformed: 'The client breaks the protocol. Update its library, or check that it speaks MQTT to this port and not TLS or HTTP.',
      version: 'The client asks for a version other than MQTT 3.1, 3.1.1 and 5.0. Choose one of these in its settings.',
      clientId: 'Give the client an identifier the broker takes: not empty for a lasting session, and not longer than allowed.',
      credentials: 'Check user name and password. Set a new one with: heliograph passwd FOLDER USER',
      access: 'Allow the topic for this user in the access rules, or correct the topic in the client.',
      unavailable: 'The broker was starting or stopping. The client may try again.',
      busy: 'A limit on connections or sessions is reached. Raise it in the configuration, or find out who holds them.',
      banned: 'The client is banned. Lift the ban if it should come back.',
      method: 'The client asks for an authentication method the broker does not offer. Use SCRAM-SHA-256, or a password.',
      keepAlive: 'The client was silent for too long: its network broke, it slept, or its keep alive is too short for it.',
      takenOver: 'Two programs use the same client id. Give each its own, or they will disconnect each other for ever.',
      topic: 'Correct the topic in the client: wildcards stand alone in a level, # only at the end, and no more levels than allowed.',
      receiveMaximum: 'The client sends more messages at once than the broker announced. Update its library.',
      packetSize: 'The packet is larger than maximum_packet_size. Send less at once, or raise the limit.',
      clientPacketSize: 'The client takes smaller packets only. Raise the Maximum Packet Size it announces, or send less at once.',
      rate: 'The client is faster than its limit. Slow it down, or raise the limit.',
      quota: 'A bound is reached; the cause says which. Its place in the configuration is in the documentation of limits.',
      queueFull: 'The client is away or too slow. Bring it back, delete its session, or raise the bound of its queue.',
      expired: 'The message was not wanted for longer. If it should have arrived, give it a longer expiry.',
    },
  },
};

/** An alarm in a language other than the server's; a general text leaves it to the server's to say who is concerned. */
export interface AlarmWords {
  text: string;
  remedy: string;
  isGeneral?: boolean;
}

export type Dictionary = typeof en;
