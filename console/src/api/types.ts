// The answers and requests of the REST interface, version 1, as the server sends them. Times are ISO 8601, sizes bytes.

export type Role = 'viewer' | 'operator' | 'admin';

export interface Session {
  userName: string;
  role: Role;
  csrf: string;
  firstPassword: boolean;
  exposed: boolean;
  version: string;
  expiresAt: string;
}

export interface Rates {
  messagesReceived: number;
  messagesSent: number;
  bytesReceived: number;
  bytesSent: number;
  dropped: number;
  connects: number;
  refused: number;
}

export interface Stock {
  messages: number;
  bytes: number;
}

export interface Listener {
  name: string;
  protocol: string;
  address: string;
  port: number;
  connections: number;
}

export interface Alarm {
  id: string;
  severity: 'warning' | 'error';
  text: string;
  remedy: string;
}

export interface Memory {
  workingSetBytes: number;
  heapBytes: number;
  ceilingBytes: number;
  isShort: boolean;
}

export interface JournalStore {
  level: string;
  bytesOnDisk: number;
  freeBytes: number;
  isShort: boolean;
}

export interface Overview {
  version: string;
  startedAt: string;
  now: string;
  connections: number;
  clientsConnected: number;
  sessions: number;
  /** The most there have been at once. */
  sessionsMaximum: number;
  subscriptions: number;
  sharedSubscriptions: number;
  retained: Stock;
  queued: Stock;
  rates: Rates;
  totals: Rates;
  memory: Memory;
  store: JournalStore | null;
  listeners: Listener[];
  alarms: Alarm[];
}

/** Columns of equal length, oldest first; the last point is now. */
export interface OverviewHistory {
  stepSeconds: number;
  from: string;
  messagesReceived: number[];
  messagesSent: number[];
  bytesReceived: number[];
  bytesSent: number[];
  dropped: number[];
  connections: number[];
  queued: number[];
}

export interface Listed<T> {
  items: T[];
  next: string | null;
  matched: number;
  total: number;
}

export interface Client {
  clientId: string;
  userName: string | null;
  address: string | null;
  protocol: '3.1' | '3.1.1' | '5.0' | null;
  connected: boolean;
  since: string;
  /** Null: the session never expires. */
  sessionExpirySeconds: number | null;
  keepAliveSeconds: number;
  subscriptions: number;
  inflight: number;
  queued: number;
  queuedBytes: number;
  /** These four are of the present connection: null without one. */
  messagesReceived: number | null;
  messagesSent: number | null;
  bytesReceived: number | null;
  bytesSent: number | null;
}

export interface Subscription {
  clientId: string;
  filter: string;
  qos: number;
  noLocal: boolean;
  retainAsPublished: boolean;
  retainHandling: 0 | 1 | 2;
  subscriptionId: number | null;
  group: string | null;
}

export interface Inflight {
  packetId: number;
  topic: string;
  qos: number;
  awaits: string;
}

export interface Will {
  topic: string;
  qos: number;
  retain: boolean;
  delaySeconds: number;
}

export interface ClientDetail extends Client {
  subscriptionList: Subscription[];
  inflightList: Inflight[];
  will: Will | null;
}

/** `text` when it is printable UTF-8, otherwise `base64`. */
export interface Payload {
  size: number;
  text: string | null;
  base64: string | null;
  isTruncated: boolean;
}

export interface Queued {
  place: number;
  topic: string;
  qos: number;
  retain: boolean;
  size: number;
  expiresAt: string | null;
  payload: Payload | null;
}

export interface Retained {
  topic: string;
  qos: number;
  size: number;
  expiresAt: string | null;
  storedAt: string | null;
  publisher: string | null;
  payload: Payload;
}

export interface RetainedBranch {
  level: string;
  topic: string;
  messages: number;
  hasMessage: boolean;
}

export interface RetainedTree {
  items: RetainedBranch[];
  truncated: boolean;
}

export interface DeleteMatching {
  matching: string;
  minBytes?: number;
  /** Seconds since it was stored. */
  olderThan?: number;
  preview: boolean;
}

export interface DeletedMatching {
  matched: number;
  deleted: number;
  sample: string[];
}

export interface Publication {
  topic: string;
  payload: string;
  encoding: 'text' | 'base64';
  qos: number;
  retain: boolean;
}

export interface Published {
  receivers: 'some' | 'none';
}

export const eventKinds = [
  'connected',
  'refused',
  'disconnected',
  'taken-over',
  'subscribed',
  'unsubscribed',
  'denied',
  'dropped',
  'expired',
  'session-ended',
  'looping',
  'slowed',
  'flapping',
  'certificate',
] as const;

export type EventKind = (typeof eventKinds)[number];

export interface Event {
  at: string;
  kind: EventKind;
  clientId: string | null;
  userName: string | null;
  address: string | null;
  code: number;
  reason: string;
  cause: string;
  topic: string | null;
}

export interface Happened {
  events: Event[];
  skipped: number;
}
