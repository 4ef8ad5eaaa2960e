import type { EventKind } from '../api/types';
import { useText } from '../i18n/language';
import { Badge } from './Badge';
import type { Tone } from './Note';

const tones: Record<EventKind, Tone | undefined> = {
  connected: 'good',
  refused: 'bad',
  disconnected: undefined,
  'taken-over': 'warn',
  subscribed: undefined,
  unsubscribed: undefined,
  denied: 'bad',
  dropped: 'bad',
  expired: 'warn',
  'session-ended': undefined,
  looping: 'bad',
  slowed: 'warn',
  flapping: 'bad',
  certificate: 'warn',
};

export function KindBadge({ kind }: { kind: EventKind }) {
  return <Badge tone={tones[kind]}>{useText().events.kinds[kind]}</Badge>;
}
