import { useState, type FormEvent } from 'react';
import { publish } from '../../api/commands';
import { useMay } from '../../api/session';
import type { Published } from '../../api/types';
import { useAction } from '../../api/useAction';
import { useSearch } from '../../browser/location';
import { useText } from '../../i18n/language';
import { Field } from '../../parts/Field';
import { Note } from '../../parts/Note';
import { PageHead } from '../../parts/PageHead';
import { ProblemNote } from '../../parts/ProblemNote';
import { Views } from '../../parts/Views';
import { MessagesTabs } from '../messages/MessagesTabs';
import { faultOfPayload, faultOfTopic } from './faults';
import styles from './Publish.module.css';

export default function PublishPage() {
  const all = useText();
  const text = all.publish;
  const search = useSearch();
  const [topic, setTopic] = useState(search.get('topic'));
  const [payload, setPayload] = useState('');
  const [encoding, setEncoding] = useState<'text' | 'base64'>('text');
  const [qos, setQos] = useState<'0' | '1' | '2'>('0');
  const [retain, setRetain] = useState(search.get('retain') === 'true');
  const [wasTried, setTried] = useState(false);
  const [published, setPublished] = useState<{ times: number; answer: Published } | null>(null);
  const { isRunning, problem, run } = useAction();
  const may = useMay('operator');

  const topicFault = faultOfTopic(topic);
  const payloadFault = faultOfPayload(payload, encoding);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (topicFault || payloadFault) return;
    void run(async () => {
      setPublished(null);
      const answer = await publish({ topic, payload, encoding, qos: Number(qos), retain });
      setPublished({ times: (published?.times ?? 0) + 1, answer });
    });
  };

  const topicError =
    wasTried && topicFault ? text.faults[topicFault] : problem?.field === 'topic' ? problem.detail : null;
  const payloadError =
    wasTried && payloadFault ? text.faults[payloadFault] : problem?.field === 'payload' ? problem.detail : null;
  return (
    <>
      <PageHead title={text.title} />
      <MessagesTabs />
      {!may ? (
        <Note tone="warn">{text.notAllowed}</Note>
      ) : (
        <form className={`panel ${styles.form}`} onSubmit={submit} noValidate>
          <p className="muted">{text.words}</p>
          <Field label={text.topic} error={topicError} hint={text.topicHint}>
            {(id, words) => (
              <input
                id={id}
                className="mono"
                value={topic}
                spellCheck={false}
                autoComplete="off"
                autoCapitalize="none"
                aria-invalid={topicError !== null}
                aria-describedby={words}
                onChange={event => setTopic(event.target.value)}
              />
            )}
          </Field>
          <Field label={text.payload} error={payloadError}>
            {(id, words) => (
              <textarea
                id={id}
                rows={8}
                value={payload}
                spellCheck={false}
                aria-invalid={payloadError !== null}
                aria-describedby={words}
                onChange={event => setPayload(event.target.value)}
              />
            )}
          </Field>
          <div className={styles.options}>
            <Views
              label={text.encoding}
              value={encoding}
              onChange={setEncoding}
              views={[
                ['text', text.text],
                ['base64', 'Base64'],
              ]}
            />
            <Views
              label="QoS"
              value={qos}
              onChange={setQos}
              views={[
                ['0', 'QoS 0'],
                ['1', 'QoS 1'],
                ['2', 'QoS 2'],
              ]}
            />
            <label className="row">
              <input type="checkbox" checked={retain} onChange={event => setRetain(event.target.checked)} />
              {text.retain}
            </label>
          </div>
          {retain && payload === '' && <p className="muted">{text.clearsRetained}</p>}
          <div className="row">
            <button className="primary" disabled={isRunning}>
              {text.submit}
            </button>
          </div>
          {problem && <ProblemNote problem={problem} />}
          {published && (
            <Note key={published.times} tone={published.answer.receivers === 'some' ? 'good' : 'warn'} role="status">
              {published.answer.receivers === 'some' ? text.received : text.nobody}
            </Note>
          )}
        </form>
      )}
    </>
  );
}
