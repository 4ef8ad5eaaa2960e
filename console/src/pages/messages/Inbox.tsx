import { useState } from 'react';
import { useStore } from '../../browser/store';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Empty } from '../../parts/Empty';
import { payloadLine } from '../../parts/payloadLine';
import { QosBadge } from '../../parts/QosBadge';
import { Table } from '../../parts/Table';
import { Views } from '../../parts/Views';
import type { Message } from './message';
import { MessageDialog } from './MessageDialog';
import styles from './Messages.module.css';
import { mqttSession } from './MqttSession';

/** What came, newest first. Held, it stays as it is while messages go on coming. */
export function Inbox() {
  const all = useText();
  const text = all.messages;
  const { number, bytes, time } = useFormat();
  const inbox = useStore(mqttSession.inbox);
  const [held, setHeld] = useState<typeof inbox | null>(null);
  const [shown, setShown] = useState<Message | null>(null);
  const { messages, received } = held ?? inbox;
  const missed = held ? inbox.received - held.received : 0;

  const forget = () => {
    mqttSession.forget();
    setHeld(null);
  };

  return (
    <section className="panel" aria-label={text.received}>
      <div className={styles.head}>
        <span className="row">
          <strong>{text.received}</strong>
          <span className="muted">
            {text.counted(number(messages.length), number(received))}
            {missed > 0 && ` · ${text.missed(number(missed))}`}
          </span>
        </span>
        <span className="row">
          <Views
            label={text.flow}
            value={held ? 'held' : 'live'}
            onChange={flow => setHeld(flow === 'held' ? inbox : null)}
            views={[
              ['live', all.events.live],
              ['held', all.events.held],
            ]}
          />
          <button disabled={received === 0} onClick={forget}>
            {text.clear}
          </button>
        </span>
      </div>
      {messages.length === 0 ? (
        <Empty>{text.nothing}</Empty>
      ) : (
        <Table
          caption={text.received}
          rows={messages}
          rowKey={message => message.number}
          columns={[
            { title: text.at, cell: message => <time dateTime={message.at}>{time(message.at)}</time> },
            {
              title: all.publish.topic,
              isWide: true,
              cell: message => (
                <button className="link mono" onClick={() => setShown(message)}>
                  <bdi>{message.topic}</bdi>
                </button>
              ),
            },
            {
              title: all.payload.title,
              isWide: true,
              cell: message => (
                <span className="mono">
                  {payloadLine(message.payload) ?? <span className="muted">{all.retained.binary}</span>}
                </span>
              ),
            },
            { title: 'QoS', cell: message => <QosBadge qos={message.qos} retain={message.retain} /> },
            { title: all.client.size, isNumber: true, cell: message => bytes(message.payload.size) },
          ]}
        />
      )}
      {shown && <MessageDialog message={shown} onClose={() => setShown(null)} />}
    </section>
  );
}
