import type { Trace } from '../api/watchTypes';
import { useText } from '../i18n/language';
import { Badge } from './Badge';

const tones = { running: 'good', ended: undefined, full: 'warn' } as const;

export function TraceState({ state }: { state: Trace['state'] }) {
  return <Badge tone={tones[state]}>{useText().traces.states[state]}</Badge>;
}
