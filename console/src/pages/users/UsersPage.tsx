import { deleteUser } from '../../api/commands';
import { toPath, users } from '../../api/queries';
import { useGet } from '../../api/useGet';
import { useSearch } from '../../browser/location';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { Confirm } from '../../parts/Confirm';
import { Filters } from '../../parts/Filters';
import { FilterText } from '../../parts/FilterText';
import { Link } from '../../parts/Link';
import { ListPanel } from '../../parts/ListPanel';
import { Opener } from '../../parts/Opener';
import { PageHead } from '../../parts/PageHead';
import { useCursor } from '../../parts/useCursor';
import { AccessTabs } from '../access/AccessTabs';
import { UserForm } from './UserForm';

export default function UsersPage() {
  const all = useText();
  const text = all.users;
  const { number } = useFormat();
  const search = useSearch();
  const filter = { text: search.get('text'), order: search.get('order') || 'userName' };
  const cursor = useCursor(JSON.stringify(filter));
  const answer = useGet(users({ ...filter, cursor: cursor.cursor }));
  const removing = (userName: string) => async () => {
    await deleteUser(userName);
    answer.reload();
  };

  return (
    <>
      <PageHead title={text.title}>
        <Opener label={text.add} icon="plus" tone="primary">
          {close => <UserForm onClose={close} onDone={answer.reload} />}
        </Opener>
      </PageHead>
      <AccessTabs />
      <Filters>
        <FilterText label={all.clients.text} value={filter.text} onChange={value => search.set({ text: value })} />
      </Filters>
      <ListPanel
        caption={text.title}
        answer={answer}
        cursor={cursor}
        rowKey={user => user.userName}
        order={filter.order}
        onOrder={order => search.set({ order })}
        empty={text.empty}
        columns={[
          { title: all.clients.userName, order: 'userName', isWide: true, cell: user => <bdi>{user.userName}</bdi> },
          {
            title: text.password,
            cell: user => (
              <span className="row">
                <span className="mono">{user.hash}</span>
                {user.isWeakHash && <Badge tone="warn">{text.weak}</Badge>}
                {user.isFirstPassword && <Badge tone="bad">{text.first}</Badge>}
              </span>
            ),
          },
          { title: text.role, cell: user => (user.role ? all.roles[user.role] : '–') },
          {
            title: text.connected,
            isNumber: true,
            cell: user =>
              user.connected === 0 ? (
                '0'
              ) : (
                <Link href={toPath('/clients', { user: user.userName })}>{number(user.connected)}</Link>
              ),
          },
          {
            title: all.parts.actions,
            cell: user => (
              <span className="row">
                <Opener label={text.change}>
                  {close => <UserForm userName={user.userName} onClose={close} onDone={answer.reload} />}
                </Opener>
                <Confirm label={text.delete} title={text.deleteTitle} onConfirm={removing(user.userName)}>
                  <p className="mono breakable">{user.userName}</p>
                  <p>{text.deleteWords}</p>
                </Confirm>
              </span>
            ),
          },
        ]}
      />
    </>
  );
}
