import { removeBan } from '../../api/commands';
import { bans } from '../../api/queries';
import { banKinds } from '../../api/securityTypes';
import { useGet } from '../../api/useGet';
import { useSearch } from '../../browser/location';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { Confirm } from '../../parts/Confirm';
import { FilterChoice } from '../../parts/FilterChoice';
import { Filters } from '../../parts/Filters';
import { FilterText } from '../../parts/FilterText';
import { ListPanel } from '../../parts/ListPanel';
import { Opener } from '../../parts/Opener';
import { PageHead } from '../../parts/PageHead';
import { Refresh } from '../../parts/Refresh';
import { useCursor } from '../../parts/useCursor';
import { BanForm } from '../../parts/BanForm';

export default function BansPage() {
  const all = useText();
  const text = all.bans;
  const { number, dateTime } = useFormat();
  const search = useSearch();
  const order = search.get('order') || '-createdAt';
  const filter = { text: search.get('text'), kind: search.get('kind'), order };
  const cursor = useCursor(JSON.stringify(filter));
  const answer = useGet(bans({ ...filter, cursor: cursor.cursor }));
  const removing = (id: string) => async () => {
    await removeBan(id);
    answer.reload();
  };

  return (
    <>
      <PageHead title={text.title}>
        <Refresh onClick={answer.reload} />
        <Opener label={text.add} icon="plus" tone="primary">
          {close => <BanForm onClose={close} onDone={answer.reload} />}
        </Opener>
      </PageHead>
      <Filters>
        <FilterText label={all.clients.text} value={filter.text} onChange={value => search.set({ text: value })} />
        <FilterChoice
          label={text.kind}
          value={filter.kind}
          onChange={kind => search.set({ kind })}
          choices={[['', all.parts.all], ...banKinds.map(kind => [kind, text.kinds[kind]] as const)]}
        />
      </Filters>
      <ListPanel
        caption={text.title}
        answer={answer}
        cursor={cursor}
        rowKey={ban => ban.id}
        order={order}
        onOrder={chosen => search.set({ order: chosen })}
        empty={text.empty}
        columns={[
          {
            title: text.value,
            order: 'value',
            isWide: true,
            cell: ban => (
              <>
                <Badge>{text.kinds[ban.kind]}</Badge> <bdi className="mono">{ban.value}</bdi>
              </>
            ),
          },
          { title: text.reason, isWide: true, cell: ban => ban.reason || '–' },
          { title: text.by, cell: ban => <bdi>{ban.createdBy}</bdi> },
          { title: text.since, order: 'createdAt', cell: ban => dateTime(ban.createdAt) },
          {
            title: text.until,
            order: 'expiresAt',
            cell: ban => (ban.expiresAt ? dateTime(ban.expiresAt) : text.untilRemoved),
          },
          { title: text.hits, isNumber: true, cell: ban => number(ban.hits) },
          {
            title: all.parts.actions,
            cell: ban => (
              <Confirm tone="primary" label={text.remove} title={text.removeTitle} onConfirm={removing(ban.id)}>
                <p className="mono breakable">{ban.value}</p>
                <p>{text.removeWords}</p>
              </Confirm>
            ),
          },
        ]}
      />
    </>
  );
}
