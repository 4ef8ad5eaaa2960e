import { useState, type FormEvent } from 'react';
import { useSearch } from '../../browser/location';
import { useText } from '../../i18n/language';
import { FilterChoice } from '../../parts/FilterChoice';
import form from '../../parts/Form.module.css';
import { PageHead } from '../../parts/PageHead';
import { TextField } from '../../parts/TextField';
import { EventTabs } from '../events/EventTabs';
import { Findings } from './Findings';

const spans = ['10m', '1h', '6h', '1d'] as const;

/** Why a client did not get a message. The question is in the address, so it can be passed on. */
export default function WhyPage() {
  const all = useText();
  const text = all.why;
  const search = useSearch();
  const asked = { topic: search.get('topic'), clientId: search.get('clientId'), since: search.get('since') || '1h' };
  const [topic, setTopic] = useState(asked.topic);
  const [clientId, setClientId] = useState(asked.clientId);
  const [since, setSince] = useState(asked.since);
  const [round, setRound] = useState(0);

  const ask = (event: FormEvent) => {
    event.preventDefault();
    search.set({ topic, clientId, since });
    setRound(round + 1);
  };

  return (
    <>
      <PageHead title={text.title} />
      <EventTabs />
      <div className="stack">
        <form className={`panel ${form.form}`} onSubmit={ask}>
          <p className="muted">{text.words}</p>
          <div className={form.pair}>
            <TextField label={all.publish.topic} className="mono" required value={topic} onChange={setTopic} />
            <TextField label={text.receiver} className="mono" required value={clientId} onChange={setClientId} />
            <FilterChoice
              label={text.since}
              value={since}
              onChange={setSince}
              choices={[
                ...spans.map(span => [span, text.spans[span]] as const),
                ...(spans.some(span => span === since) ? [] : [[since, since] as const]),
              ]}
            />
          </div>
          <div className="row">
            <button className="primary">{text.ask}</button>
          </div>
        </form>
        {asked.topic && asked.clientId && <Findings key={round} {...asked} />}
      </div>
    </>
  );
}
