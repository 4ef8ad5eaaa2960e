import { useState } from 'react';
import { startTrace } from '../api/commands';
import { toPath } from '../api/queries';
import { useMay } from '../api/session';
import { navigate } from '../browser/location';
import { useFormat } from '../i18n/format';
import { useText } from '../i18n/language';
import { FilterChoice } from './FilterChoice';
import form from './Form.module.css';
import { FormDialog } from './FormDialog';
import { TextField } from './TextField';

const durations = [5, 15, 60, 240, 1_440] as const;

const orNull = (text: string) => (text === '' ? null : text);

/** Begins to record the packets of a client, an address or a topic, and goes to where they are shown. */
export function TraceForm({ clientId = '', onClose }: { clientId?: string; onClose: () => void }) {
  const all = useText();
  const text = all.traces;
  const { duration } = useFormat();
  const [of, setOf] = useState({ clientId, address: '', topic: '' });
  const [minutes, setMinutes] = useState('15');
  const [withPayload, setWithPayload] = useState(false);
  const mayPayload = useMay('admin');
  const isNothing = !of.clientId && !of.address && !of.topic;

  const start = async () => {
    const trace = await startTrace({
      clientId: orNull(of.clientId),
      address: orNull(of.address),
      topic: orNull(of.topic),
      minutes: Number(minutes),
      withPayload,
    });
    navigate(toPath('/trace', { id: trace.id }));
  };

  return (
    <FormDialog title={text.startTitle} submit={text.start} onClose={onClose} onSubmit={start}>
      {problem => {
        const errorOf = (field: string) => (problem?.field === field ? problem.detail : null);
        return (
          <>
            <p className="muted">{text.startWords}</p>
            <TextField
              label={all.clients.clientId}
              className="mono"
              required={isNothing}
              value={of.clientId}
              error={errorOf('clientId')}
              onChange={value => setOf({ ...of, clientId: value })}
            />
            <div className={form.pair}>
              <TextField
                label={all.clients.address}
                className="mono"
                placeholder="10.0.0.7"
                value={of.address}
                error={errorOf('address')}
                onChange={address => setOf({ ...of, address })}
              />
              <TextField
                label={all.subscriptions.filter}
                className="mono"
                placeholder="site/+/temperature"
                value={of.topic}
                error={errorOf('topic')}
                onChange={topic => setOf({ ...of, topic })}
              />
            </div>
            <div className={form.pair}>
              <FilterChoice
                label={text.minutes}
                value={minutes}
                onChange={setMinutes}
                choices={durations.map(one => [`${one}`, duration(one * 60)] as const)}
              />
              {mayPayload && (
                <label className={form.check}>
                  <input
                    type="checkbox"
                    checked={withPayload}
                    onChange={event => setWithPayload(event.target.checked)}
                  />
                  {text.withPayload}
                </label>
              )}
            </div>
          </>
        );
      }}
    </FormDialog>
  );
}
