// Traces, rates of topics and the search for a message that did not arrive, as the server sends them.
import type { Listed } from './types';

export interface NewTrace {
  clientId: string | null;
  address: string | null;
  /** A topic filter. */
  topic: string | null;
  minutes: number;
  withPayload: boolean;
}

export interface Trace extends Omit<NewTrace, 'minutes'> {
  id: string;
  startedAt: string;
  startedBy: string;
  endsAt: string;
  state: 'running' | 'ended' | 'full';
  packets: number;
  bytes: number;
}

export interface TracedPacket {
  number: number;
  at: string;
  direction: 'in' | 'out';
  clientId: string | null;
  address: string;
  packet: string;
  summary: string;
  size: number;
}

export interface TracedPackets {
  items: TracedPacket[];
  last: number;
  state: Trace['state'];
}

export interface Topic {
  topic: string;
  messages: number;
  bytes: number;
  /** Messages a second. */
  rate: number;
  lastAt: string;
  lastQos: number;
}

export interface TopicList extends Listed<Topic> {
  watchingSince: string;
  topicsMax: number;
  isFull: boolean;
}

export interface Finding {
  at: string | null;
  severity: 'decisive' | 'note';
  text: string;
  remedy: string | null;
}

export interface NotDelivered {
  answer: string;
  findings: Finding[];
}
