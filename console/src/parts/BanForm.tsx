import { useState } from 'react';
import { addBan } from '../api/commands';
import { banKinds, type BanKind } from '../api/securityTypes';
import { useFormat } from '../i18n/format';
import { useText } from '../i18n/language';
import { FilterChoice } from './FilterChoice';
import form from './Form.module.css';
import { FormDialog } from './FormDialog';
import { TextField } from './TextField';

const durations = [10, 60, 1_440, 10_080, 43_200] as const;

/** Bans a client id, a user or an address; `known` are those of a client that is looked at. */
export function BanForm({
  known = {},
  onClose,
  onDone,
}: {
  known?: Partial<Record<BanKind, string>>;
  onClose: () => void;
  onDone: () => void;
}) {
  const text = useText().bans;
  const { duration } = useFormat();
  const [kind, setKind] = useState<BanKind>('clientId');
  const [value, setValue] = useState(known.clientId ?? '');
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState('60');

  const choose = (chosen: BanKind) => {
    setKind(chosen);
    setValue(known[chosen] ?? '');
  };

  return (
    <FormDialog
      title={text.addTitle}
      submit={text.addSubmit}
      onClose={onClose}
      onSubmit={async () => {
        await addBan({ kind, value, reason, minutes: minutes === '' ? null : Number(minutes) });
        onDone();
      }}
    >
      {problem => (
        <>
          <div className={form.pair}>
            <FilterChoice
              label={text.kind}
              value={kind}
              onChange={chosen => choose(chosen as BanKind)}
              choices={banKinds.map(one => [one, text.kinds[one]] as const)}
            />
            <FilterChoice
              label={text.duration}
              value={minutes}
              onChange={setMinutes}
              choices={[...durations.map(one => [`${one}`, duration(one * 60)] as const), ['', text.untilRemoved]]}
            />
          </div>
          <TextField
            label={text.kinds[kind]}
            className="mono"
            required
            hint={kind === 'address' ? text.addressHint : undefined}
            value={value}
            onChange={setValue}
            error={problem?.field === 'value' ? problem.detail : null}
          />
          <TextField label={text.reason} hint={text.reasonHint} spellCheck value={reason} onChange={setReason} />
          <p className="muted">{text.addWords}</p>
        </>
      )}
    </FormDialog>
  );
}
