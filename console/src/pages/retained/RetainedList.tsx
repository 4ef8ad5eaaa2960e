import { useState } from 'react';
import { retained } from '../../api/queries';
import { useMay } from '../../api/session';
import type { Retained } from '../../api/types';
import { useGet } from '../../api/useGet';
import { useSearch } from '../../browser/location';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { ClientLink } from '../../parts/ClientLink';
import { FilterChoice } from '../../parts/FilterChoice';
import { Filters } from '../../parts/Filters';
import { FilterText } from '../../parts/FilterText';
import { ListPanel } from '../../parts/ListPanel';
import { payloadLine } from '../../parts/payloadLine';
import { QosBadge } from '../../parts/QosBadge';
import { Refresh } from '../../parts/Refresh';
import { useCursor } from '../../parts/useCursor';
import { DeleteMatching } from './DeleteMatching';
import styles from './Retained.module.css';
import { RetainedDialog } from './RetainedDialog';

const ages = [3_600, 86_400, 7 * 86_400, 30 * 86_400] as const;

export function RetainedList() {
  const all = useText();
  const text = all.retained;
  const { bytes, dateTime, duration } = useFormat();
  const search = useSearch();
  const order = search.get('order') || 'topic';
  const filter = {
    matching: search.get('matching'),
    text: search.get('text'),
    minBytes: search.get('minBytes'),
    olderThan: search.get('olderThan'),
    order,
  };
  const cursor = useCursor(JSON.stringify(filter));
  const answer = useGet(retained({ ...filter, cursor: cursor.cursor }));
  const [shown, setShown] = useState<Retained | null>(null);
  const mayDelete = useMay('operator');

  return (
    <>
      <Filters>
        <FilterText
          label={text.matching}
          value={filter.matching}
          placeholder="site/+/temperature"
          onChange={matching => search.set({ matching })}
        />
        <FilterText label={text.text} value={filter.text} onChange={value => search.set({ text: value })} />
        <FilterText
          label={text.minBytes}
          type="number"
          value={filter.minBytes}
          onChange={minBytes => search.set({ minBytes })}
        />
        <FilterChoice
          label={text.age}
          value={filter.olderThan}
          onChange={olderThan => search.set({ olderThan })}
          choices={[['', text.anyAge], ...ages.map(age => [`${age}`, text.olderThan(duration(age))] as const)]}
        />
        <div className={styles.actions}>
          <Refresh onClick={answer.reload} />
          {mayDelete && filter.matching && (
            <DeleteMatching
              matching={filter.matching}
              minBytes={Number(filter.minBytes)}
              olderThan={Number(filter.olderThan)}
              onDeleted={answer.reload}
            />
          )}
        </div>
      </Filters>
      <ListPanel
        caption={text.title}
        answer={answer}
        cursor={cursor}
        rowKey={one => one.topic}
        empty={text.empty}
        order={order}
        onOrder={chosen => search.set({ order: chosen })}
        columns={[
          {
            title: text.topic,
            order: 'topic',
            isWide: true,
            cell: one => (
              <button className="link mono" onClick={() => setShown(one)}>
                <bdi>{one.topic}</bdi>
              </button>
            ),
          },
          {
            title: text.payload,
            isWide: true,
            cell: one => (
              <span className="mono">{payloadLine(one.payload) ?? <span className="muted">{text.binary}</span>}</span>
            ),
          },
          { title: text.size, order: 'size', isNumber: true, cell: one => bytes(one.size) },
          { title: 'QoS', cell: one => <QosBadge qos={one.qos} /> },
          {
            title: text.publisher,
            cell: one => (one.publisher === null ? '–' : <ClientLink clientId={one.publisher} />),
          },
          {
            title: text.stored,
            order: 'storedAt',
            cell: one => (one.storedAt ? dateTime(one.storedAt) : '–'),
          },
          {
            title: text.expires,
            order: 'expiresAt',
            cell: one => (one.expiresAt ? dateTime(one.expiresAt) : text.never),
          },
        ]}
      />
      {shown && <RetainedDialog message={shown} onClose={() => setShown(null)} onDeleted={answer.reload} />}
    </>
  );
}
