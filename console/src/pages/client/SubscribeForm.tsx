import { useState } from 'react';
import { subscribeClient } from '../../api/commands';
import { useText } from '../../i18n/language';
import { FilterChoice } from '../../parts/FilterChoice';
import { FormDialog } from '../../parts/FormDialog';
import { qosChoices } from '../../parts/qos';
import { TextField } from '../../parts/TextField';

/** A subscription made for a client, as if it had asked for it. */
export function SubscribeForm({
  clientId,
  onClose,
  onDone,
}: {
  clientId: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const all = useText();
  const text = all.client;
  const [filter, setFilter] = useState('');
  const [qos, setQos] = useState('1');

  return (
    <FormDialog
      title={text.subscribeTitle}
      submit={text.subscribeSubmit}
      onClose={onClose}
      onSubmit={async () => {
        await subscribeClient(clientId, filter, Number(qos));
        onDone();
      }}
    >
      {problem => (
        <>
          <p className="muted">{text.subscribeWords}</p>
          <TextField
            label={all.subscriptions.filter}
            className="mono"
            placeholder="site/+/temperature"
            required
            value={filter}
            onChange={setFilter}
            error={problem?.field === 'filter' ? problem.detail : null}
          />
          <FilterChoice label="QoS" value={qos} onChange={setQos} choices={qosChoices} />
        </>
      )}
    </FormDialog>
  );
}
