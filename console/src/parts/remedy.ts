import type { Event } from '../api/types';
import type { Dictionary } from '../i18n/en';

export type Remedy = keyof Dictionary['events']['remedies'];

// Reason codes of MQTT 5.0, section 2.4, that someone can do something about.
const byCode: Record<number, Remedy> = {
  0x81: 'malformed',
  0x82: 'malformed',
  0x84: 'version',
  0x85: 'clientId',
  0x86: 'credentials',
  0x87: 'access',
  0x88: 'unavailable',
  0x89: 'busy',
  0x8a: 'banned',
  0x8c: 'method',
  0x8d: 'keepAlive',
  0x8e: 'takenOver',
  0x8f: 'topic',
  0x90: 'topic',
  0x93: 'receiveMaximum',
  0x95: 'packetSize',
  0x96: 'rate',
  0x97: 'quota',
  0x9f: 'rate',
};

/** What to do about an event; null when nothing is wrong or nothing can be done. */
export function remedyOf({ kind, code, cause }: Pick<Event, 'kind' | 'code' | 'cause'>): Remedy | null {
  if (kind === 'expired') return 'expired';
  if (kind === 'dropped' && /maximum packet size/i.test(cause)) return 'clientPacketSize';
  if (kind === 'dropped' && /queue/i.test(cause)) return 'queueFull';
  return byCode[code] ?? null;
}
