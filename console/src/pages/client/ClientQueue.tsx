import { useEffect, useState } from 'react';
import { clientQueue } from '../../api/queries';
import type { Queued } from '../../api/types';
import { useGet } from '../../api/useGet';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Dialog } from '../../parts/Dialog';
import { Empty } from '../../parts/Empty';
import { ListPanel } from '../../parts/ListPanel';
import { PayloadView } from '../../parts/PayloadView';
import { QosBadge } from '../../parts/QosBadge';
import { Refresh } from '../../parts/Refresh';
import { useCursor } from '../../parts/useCursor';
import styles from './ClientQueue.module.css';

const pageSize = 20;

/** What waits for the client. Read only when someone looks: the bodies are on disk. */
export function ClientQueue({ clientId, queued }: { clientId: string; queued: number }) {
  const text = useText().client;
  const { number } = useFormat();
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="panel">
      <h2>{text.queue(number(queued))}</h2>
      {isOpen ? (
        <Contents clientId={clientId} queued={queued} />
      ) : queued === 0 ? (
        <Empty>{text.noQueue}</Empty>
      ) : (
        <Empty>
          <button onClick={() => setOpen(true)}>{text.lookInside}</button>
        </Empty>
      )}
    </section>
  );
}

function Contents({ clientId, queued }: { clientId: string; queued: number }) {
  const text = useText().client;
  const { number, bytes, dateTime } = useFormat();
  const cursor = useCursor(clientId);
  const answer = useGet(clientQueue(clientId, { limit: pageSize, cursor: cursor.cursor }));
  const { value, reload } = answer;
  const [shown, setShown] = useState<Queued | null>(null);

  // Rows stay under the eye of whoever reads them. But an empty list must not stand under a number, nor rows under a zero.
  const isRefuted = value !== null && cursor.page === 1 && (value.items.length === 0) !== (queued === 0);
  useEffect(() => {
    if (isRefuted) reload();
  }, [isRefuted, queued, reload]);

  return (
    <>
      <div className={styles.bar}>
        <Refresh onClick={reload} />
      </div>
      <ListPanel
        caption={text.lookInside}
        answer={answer}
        cursor={cursor}
        rowKey={one => one.place}
        empty={text.noQueue}
        isRoute={false}
        columns={[
          { title: text.place, cell: one => number(one.place) },
          {
            title: text.topic,
            isWide: true,
            cell: one => (
              <button className="link mono" onClick={() => setShown(one)}>
                <bdi>{one.topic}</bdi>
              </button>
            ),
          },
          { title: 'QoS', cell: one => <QosBadge qos={one.qos} retain={one.retain} /> },
          { title: text.size, isNumber: true, cell: one => bytes(one.size) },
          { title: text.expires, cell: one => (one.expiresAt ? dateTime(one.expiresAt) : text.never) },
        ]}
      />
      {shown && (
        <Dialog title={shown.topic} onClose={() => setShown(null)}>
          {shown.payload ? <PayloadView payload={shown.payload} /> : <p>{text.payloadGone}</p>}
        </Dialog>
      )}
    </>
  );
}
