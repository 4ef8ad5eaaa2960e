import type {
  Client,
  ClientDetail,
  Event,
  Listed,
  OverviewHistory,
  Queued,
  Retained,
  RetainedTree,
  Subscription,
} from './types';
import type { AccessAnswer, Acl, ApiKey, AuditEntry, Ban, User } from './securityTypes';
import type { Certificate, Configuration, ListenerState } from './serverTypes';
import type { NotDelivered, TopicList, Trace, TracedPackets } from './watchTypes';

/** A path to GET, and the type of its answer. */
export interface Query<T> {
  readonly path: string;
  /** Carries the type only; never set. */
  readonly answers?: T;
}

export type Parameters = Record<string, string | number | boolean | null | undefined>;

/** The path with the parameters that say something; empty ones are left out. */
export function toPath(path: string, parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

const query = <T>(path: string, parameters: Parameters = {}): Query<T> => ({ path: toPath(path, parameters) });

export const history = (seconds: number) => query<OverviewHistory>('/overview/history', { seconds });
export const clients = (filter: Parameters) => query<Listed<Client>>('/clients', filter);
export const client = (id: string) => query<ClientDetail>('/client', { id });
export const clientQueue = (id: string, page: Parameters) => query<Listed<Queued>>('/client/queue', { id, ...page });
export const subscriptions = (filter: Parameters) => query<Listed<Subscription>>('/subscriptions', filter);
export const retained = (filter: Parameters) => query<Listed<Retained>>('/retained', filter);
export const events = (filter: Parameters) => query<Listed<Event>>('/events', filter);

export const users = (filter: Parameters) => query<Listed<User>>('/users', filter);
export const acl = query<Acl>('/acl');
export const accessTest = (question: Parameters) => query<AccessAnswer>('/access/test', question);
export const bans = (filter: Parameters) => query<Listed<Ban>>('/bans', filter);
export const keys = (filter: Parameters) => query<Listed<ApiKey>>('/keys', filter);
export const audit = (filter: Parameters) => query<Listed<AuditEntry>>('/audit', filter);

export const listeners = query<{ items: ListenerState[] }>('/listeners');
export const certificates = query<{ items: Certificate[] }>('/certificates');
export const configuration = query<Configuration>('/configuration');

export const topics = (filter: Parameters) => query<TopicList>('/topics', filter);
export const notDelivered = (question: Parameters) => query<NotDelivered>('/why/not-delivered', question);
export const traces = (filter: Parameters) => query<Listed<Trace>>('/traces', filter);
export const tracePackets = (id: string, after: number) => query<TracedPackets>('/traces/packets', { id, after });

// Without `under` it is the top; an empty one is the level that has no name, under which "/a" is.
export const retainedTree = (under: string | null): Query<RetainedTree> => ({
  path: under === null ? '/retained/tree' : `/retained/tree?under=${encodeURIComponent(under)}`,
});
