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

// The top of the tree is asked for with an empty `under`, so it is not left out.
export const retainedTree = (under: string): Query<RetainedTree> => ({
  path: `/retained/tree?under=${encodeURIComponent(under)}`,
});
