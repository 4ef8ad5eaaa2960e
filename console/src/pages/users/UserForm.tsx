import { useState } from 'react';
import { setUser } from '../../api/commands';
import { useText } from '../../i18n/language';
import { FormDialog } from '../../parts/FormDialog';
import { TextField } from '../../parts/TextField';

/** A new user; or a new password of one who is there. */
export function UserForm({
  userName,
  onClose,
  onDone,
}: {
  userName?: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const all = useText();
  const text = all.users;
  const [name, setName] = useState(userName ?? '');
  const [password, setPassword] = useState('');
  const [isShown, setShown] = useState(false);
  const isNew = userName === undefined;

  return (
    <FormDialog
      title={isNew ? text.addTitle : text.changeTitle(userName)}
      submit={isNew ? text.addSubmit : text.changeSubmit}
      onClose={onClose}
      onSubmit={async () => {
        await setUser(name, password);
        onDone();
      }}
    >
      {problem => (
        <>
          {isNew && (
            <TextField
              label={all.clients.userName}
              required
              value={name}
              onChange={setName}
              error={problem?.field === 'userName' ? problem.detail : null}
            />
          )}
          <TextField
            label={text.newPassword}
            type={isShown ? 'text' : 'password'}
            autoComplete="new-password"
            required
            value={password}
            onChange={setPassword}
            error={problem?.field === 'password' ? problem.detail : null}
          />
          <label className="row">
            <input type="checkbox" checked={isShown} onChange={event => setShown(event.target.checked)} />
            {text.show}
          </label>
        </>
      )}
    </FormDialog>
  );
}
