import type { ClientDetail } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Facts } from '../../parts/Facts';
import { QosBadge } from '../../parts/QosBadge';

export function ClientFacts({ client }: { client: ClientDetail }) {
  const all = useText();
  const text = all.client;
  const { number, bytes, dateTime, duration } = useFormat();
  const { will, sessionExpirySeconds: expiry } = client;
  const ofConnection = (words: string) => (client.connected ? words : '–');
  return (
    <section className="panel" aria-label={text.facts}>
      <Facts
        facts={[
          [all.clients.userName, <bdi>{client.userName ?? '–'}</bdi>],
          [all.clients.address, client.address ?? '–'],
          [text.protocol, client.protocol ? `MQTT ${client.protocol}` : '–'],
          [client.connected ? text.connectedSince : text.awaySince, dateTime(client.since)],
          [text.keepAlive, ofConnection(client.keepAliveSeconds === 0 ? text.off : duration(client.keepAliveSeconds))],
          [text.expiry, expiry === null ? text.never : expiry === 0 ? text.withConnection : duration(expiry)],
          [
            text.received,
            ofConnection(text.messagesAndBytes(number(client.messagesReceived ?? 0), bytes(client.bytesReceived ?? 0))),
          ],
          [text.sent, ofConnection(text.messagesAndBytes(number(client.messagesSent ?? 0), bytes(client.bytesSent ?? 0)))],
          [text.queued, text.messagesAndBytes(number(client.queued), bytes(client.queuedBytes))],
          [
            text.will,
            will ? (
              <>
                <span className="mono">{will.topic}</span> <QosBadge qos={will.qos} retain={will.retain} />
                {will.delaySeconds > 0 && ` ${text.after(duration(will.delaySeconds))}`}
              </>
            ) : (
              text.noWill
            ),
          ],
        ]}
      />
    </section>
  );
}
