import { useState } from 'react';
import { revokeKey } from '../../api/commands';
import { keys } from '../../api/queries';
import type { CreatedKey } from '../../api/securityTypes';
import { useGet } from '../../api/useGet';
import { useSearch } from '../../browser/location';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { Confirm } from '../../parts/Confirm';
import { ListPanel } from '../../parts/ListPanel';
import { Opener } from '../../parts/Opener';
import { PageHead } from '../../parts/PageHead';
import { Refresh } from '../../parts/Refresh';
import { useCursor } from '../../parts/useCursor';
import { KeyForm } from './KeyForm';
import { SecretDialog } from './SecretDialog';

/** Keys for programs that use the REST API. */
export default function KeysPage() {
  const all = useText();
  const text = all.keys;
  const { dateTime } = useFormat();
  const search = useSearch();
  const order = search.get('order') || 'name';
  const cursor = useCursor(order);
  const answer = useGet(keys({ order, cursor: cursor.cursor }));
  const [created, setCreated] = useState<CreatedKey | null>(null);
  const revoking = (id: string) => async () => {
    await revokeKey(id);
    answer.reload();
  };
  const show = (key: CreatedKey) => {
    setCreated(key);
    answer.reload();
  };

  return (
    <>
      <PageHead title={text.title}>
        <Refresh onClick={answer.reload} />
        <Opener label={text.create} icon="plus" tone="primary">
          {close => <KeyForm onClose={close} onCreated={show} />}
        </Opener>
      </PageHead>
      <ListPanel
        caption={text.title}
        answer={answer}
        cursor={cursor}
        rowKey={key => key.id}
        order={order}
        onOrder={chosen => search.set({ order: chosen })}
        empty={text.empty}
        columns={[
          { title: text.name, order: 'name', isWide: true, cell: key => <bdi>{key.name}</bdi> },
          { title: all.users.role, cell: key => all.roles[key.role] },
          {
            title: text.created,
            order: 'createdAt',
            cell: key => text.createdBy(dateTime(key.createdAt), key.createdBy),
          },
          {
            title: text.expires,
            order: 'expiresAt',
            cell: key => (
              <span className="row">
                {key.expiresAt ? dateTime(key.expiresAt) : text.never}
                {key.isExpired && <Badge tone="bad">{text.expired}</Badge>}
              </span>
            ),
          },
          { title: text.lastUsed, cell: key => (key.lastUsedAt ? dateTime(key.lastUsedAt) : text.notUsed) },
          {
            title: all.parts.actions,
            cell: key => (
              <Confirm label={text.revoke} title={text.revokeTitle} onConfirm={revoking(key.id)}>
                <p className="breakable">{key.name}</p>
                <p>{text.revokeWords}</p>
              </Confirm>
            ),
          },
        ]}
      />
      {created && <SecretDialog created={created} onClose={() => setCreated(null)} />}
    </>
  );
}
