import { audit } from '../../api/queries';
import type { AuditEntry } from '../../api/securityTypes';
import { useGet } from '../../api/useGet';
import { useSearch } from '../../browser/location';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { Filters } from '../../parts/Filters';
import { FilterText } from '../../parts/FilterText';
import { ListPanel } from '../../parts/ListPanel';
import { PageHead } from '../../parts/PageHead';
import { Refresh } from '../../parts/Refresh';
import { useCursor } from '../../parts/useCursor';

/** Who changed what, and what was refused to whom. */
export default function AuditPage() {
  const all = useText();
  const text = all.audit;
  const { dateTime } = useFormat();
  const search = useSearch();
  const order = search.get('order') || '-at';
  const filter = { text: search.get('text'), user: search.get('user'), action: search.get('action'), order };
  const cursor = useCursor(JSON.stringify(filter));
  const answer = useGet(audit({ ...filter, cursor: cursor.cursor }));

  return (
    <>
      <PageHead title={text.title}>
        <Refresh onClick={answer.reload} />
      </PageHead>
      <Filters>
        <FilterText
          label={all.clients.text}
          value={filter.text}
          onChange={value => search.set({ text: value })}
          placeholder={text.textHint}
        />
        <FilterText label={all.clients.userName} value={filter.user} onChange={user => search.set({ user })} />
        <FilterText
          label={text.action}
          value={filter.action}
          onChange={action => search.set({ action })}
          placeholder="bans.add"
        />
      </Filters>
      <ListPanel
        caption={text.title}
        answer={answer}
        cursor={cursor}
        rowKey={entry => entry.number}
        order={order}
        onOrder={chosen => search.set({ order: chosen })}
        empty={text.empty}
        columns={[
          { title: text.at, order: 'at', cell: entry => dateTime(entry.at) },
          {
            title: text.who,
            cell: entry => (
              <>
                <bdi>{entry.user || '–'}</bdi> <span className="muted">{entry.via}</span>
              </>
            ),
          },
          { title: all.clients.address, cell: entry => <span className="mono">{entry.address}</span> },
          { title: text.action, cell: entry => <span className="mono">{entry.action}</span> },
          { title: text.what, isWide: true, cell: entry => <What entry={entry} /> },
          {
            title: text.outcome,
            cell: entry =>
              entry.outcome === 'done' ? <Badge tone="good">{text.done}</Badge> : <Badge tone="bad">{text.refused}</Badge>,
          },
        ]}
      />
    </>
  );
}

function What({ entry: { target, detail, reason } }: { entry: AuditEntry }) {
  if (!target && !detail && !reason) return '–';
  return (
    <>
      {target && <bdi className="mono">{target}</bdi>} {detail && <span>{detail}</span>}{' '}
      {reason && <span className="muted">{reason}</span>}
    </>
  );
}
