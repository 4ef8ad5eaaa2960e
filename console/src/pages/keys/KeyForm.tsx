import { useState } from 'react';
import { createKey } from '../../api/commands';
import type { CreatedKey } from '../../api/securityTypes';
import type { Role } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { FilterChoice } from '../../parts/FilterChoice';
import form from '../../parts/Form.module.css';
import { FormDialog } from '../../parts/FormDialog';
import { TextField } from '../../parts/TextField';

const roles: readonly Role[] = ['viewer', 'operator', 'admin'];
const lifetimes = [1, 30, 90, 365] as const;
const daySeconds = 86_400;

export function KeyForm({ onClose, onCreated }: { onClose: () => void; onCreated: (created: CreatedKey) => void }) {
  const all = useText();
  const text = all.keys;
  const { duration } = useFormat();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState('90');

  return (
    <FormDialog
      title={text.createTitle}
      submit={text.createSubmit}
      onClose={onClose}
      onSubmit={async () =>
        onCreated(await createKey({ name, role, expiresInDays: days === '' ? null : Number(days) }))
      }
    >
      {problem => (
        <>
          <TextField
            label={text.name}
            hint={text.nameHint}
            required
            value={name}
            onChange={setName}
            error={problem?.field === 'name' ? problem.detail : null}
          />
          <div className={form.pair}>
            <FilterChoice
              label={all.users.role}
              value={role}
              onChange={chosen => setRole(chosen as Role)}
              choices={roles.map(one => [one, all.roles[one]] as const)}
            />
            <FilterChoice
              label={text.expiresAfter}
              value={days}
              onChange={setDays}
              choices={[...lifetimes.map(one => [`${one}`, duration(one * daySeconds)] as const), ['', text.never]]}
            />
          </div>
        </>
      )}
    </FormDialog>
  );
}
