import type { Event } from '../../api/types';

export interface EventFilter {
  clientId: string;
  kind: string;
  text: string;
}

/** The server's filter again, for events that come by the live stream. */
export function matches(event: Event, { clientId, kind, text }: EventFilter): boolean {
  if (clientId && event.clientId !== clientId) return false;
  if (kind && event.kind !== kind) return false;
  if (!text) return true;
  const wanted = text.toLowerCase();
  const words = [event.clientId, event.userName, event.address, event.reason, event.cause, event.topic];
  return words.some(word => word?.toLowerCase().includes(wanted));
}
