import { useText } from '../i18n/language';
import { Badge } from './Badge';

export function StateBadge({ connected }: { connected: boolean }) {
  const text = useText().clients;
  return connected ? <Badge tone="good">{text.connected}</Badge> : <Badge>{text.away}</Badge>;
}
