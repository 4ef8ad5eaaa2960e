import { useEffect } from 'react';
import { useStore } from '../../browser/store';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { Note } from '../../parts/Note';
import { PageHead } from '../../parts/PageHead';
import { Inbox } from './Inbox';
import styles from './Messages.module.css';
import { MessagesTabs } from './MessagesTabs';
import { mqttSession } from './MqttSession';
import { PublishForm } from './PublishForm';
import { Subscriptions } from './Subscriptions';

/** A client of the broker in the browser: subscribe, publish, and see what comes. */
export default function MessagesPage() {
  const text = useText().messages;
  const connection = useStore(mqttSession.connection);

  // Whoever opens the page wants to use it; only what was ended by hand or by the broker waits for the button.
  useEffect(() => {
    const now = mqttSession.connection.get();
    if (now.is === 'closed' && now.why === 'new') void mqttSession.connect();
  }, []);

  return (
    <>
      <PageHead title={text.title}>
        {connection.is === 'open' && (
          <>
            <span className="muted mono">{connection.clientId}</span>
            <Badge tone="good">{text.connected}</Badge>
            <button onClick={() => mqttSession.disconnect()}>{text.disconnect}</button>
          </>
        )}
        {connection.is === 'connecting' && <Badge>{text.connecting}</Badge>}
        {connection.is === 'closed' && (
          <>
            <Badge tone="warn">{text.closed}</Badge>
            <button className="primary" onClick={() => void mqttSession.connect()}>
              {text.connect}
            </button>
          </>
        )}
      </PageHead>
      <MessagesTabs />
      <div className="stack">
        {connection.is === 'closed' && connection.why === 'lost' && (
          <Note tone="bad" role="alert">
            <p>
              <strong>{text.lost}</strong>
            </p>
            {connection.words && <p className="mono">{connection.words}</p>}
            <p>{text.lostWords}</p>
          </Note>
        )}
        <div className={styles.columns}>
          <div className="stack">
            <Subscriptions isOpen={connection.is === 'open'} />
            <Inbox />
          </div>
          <PublishForm isOpen={connection.is === 'open'} />
        </div>
      </div>
    </>
  );
}
