import { useText } from '../i18n/language';
import { Badge } from './Badge';

export function QosBadge({ qos, retain = false }: { qos: number; retain?: boolean }) {
  const text = useText();
  return (
    <>
      <Badge>QoS {qos}</Badge>
      {retain && (
        <>
          {' '}
          <Badge>{text.parts.retain}</Badge>
        </>
      )}
    </>
  );
}
