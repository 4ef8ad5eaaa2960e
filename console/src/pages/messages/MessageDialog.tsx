import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Dialog } from '../../parts/Dialog';
import { Facts, type Fact } from '../../parts/Facts';
import { PayloadView } from '../../parts/PayloadView';
import { QosBadge } from '../../parts/QosBadge';
import type { Message } from './message';

export function MessageDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const text = useText().messages;
  const { dateTime, duration } = useFormat();
  const properties: [string, string | null][] = [
    [text.contentType, message.contentType],
    [text.responseTopic, message.responseTopic],
    [text.correlation, message.correlation],
    [text.expiry, message.expirySeconds === null ? null : duration(message.expirySeconds)],
  ];
  const facts: Fact[] = [
    ...properties.filter(([, value]) => value !== null),
    ...message.userProperties.map(
      ([name, value], at) => [`${text.userProperty} ${at + 1}`, <bdi className="mono">{`${name}: ${value}`}</bdi>] as const,
    ),
  ];
  return (
    <Dialog title={message.topic} onClose={onClose}>
      <p className="row muted">
        <QosBadge qos={message.qos} retain={message.retain} />
        <span>{dateTime(message.at)}</span>
      </p>
      <PayloadView payload={message.payload} />
      {facts.length > 0 && <Facts facts={facts} />}
    </Dialog>
  );
}
