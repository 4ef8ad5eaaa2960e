import { useState, type FormEvent } from 'react';
import { useAction } from '../../api/useAction';
import { useText } from '../../i18n/language';
import { Field } from '../../parts/Field';
import { FilterChoice } from '../../parts/FilterChoice';
import form from '../../parts/Form.module.css';
import { Note } from '../../parts/Note';
import { TextField } from '../../parts/TextField';
import { faultOfTopic } from '../publish/faults';
import styles from './Messages.module.css';
import { mqttSession } from './MqttSession';
import { noProperties, toProperties } from './properties';
import { PropertyFields } from './PropertyFields';
import { qosChoices, readQos } from '../../parts/qos';

/** Publishes as the client of this page, under the rules of the user who is logged in. */
export function PublishForm({ isOpen }: { isOpen: boolean }) {
  const all = useText();
  const text = all.messages;
  const [topic, setTopic] = useState('');
  const [payload, setPayload] = useState('');
  const [qos, setQos] = useState('0');
  const [retain, setRetain] = useState(false);
  const [properties, setProperties] = useState(noProperties);
  const [wasTried, setTried] = useState(false);
  const [times, setTimes] = useState(0);
  const { isRunning, problem, run } = useAction();
  const fault = faultOfTopic(topic);

  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault) return;
    void run(async () => {
      await mqttSession.publish(topic, payload, { qos: readQos(qos), retain, properties: toProperties(properties) });
      setTimes(times + 1);
      setTried(false);
    });
  };

  return (
    <section className="panel">
      <h2>{all.publish.title}</h2>
      <form className={form.form} onSubmit={send} noValidate>
        <TextField
          label={all.publish.topic}
          className="mono"
          value={topic}
          error={wasTried && fault ? all.publish.faults[fault] : null}
          onChange={setTopic}
        />
        <Field label={all.payload.title}>
          {id => (
            <textarea
              id={id}
              rows={5}
              value={payload}
              spellCheck={false}
              onChange={event => setPayload(event.target.value)}
            />
          )}
        </Field>
        <div className={form.pair}>
          <FilterChoice label="QoS" value={qos} onChange={setQos} choices={qosChoices} />
          <label className={form.check}>
            <input type="checkbox" checked={retain} onChange={event => setRetain(event.target.checked)} />
            {all.publish.retain}
          </label>
        </div>
        {retain && payload === '' && <p className="muted">{all.publish.clearsRetained}</p>}
        <details className={styles.more}>
          <summary>{text.properties}</summary>
          <PropertyFields typed={properties} onChange={setProperties} />
        </details>
        <div className="row">
          <button className="primary" disabled={!isOpen || isRunning}>
            {all.publish.submit}
          </button>
        </div>
        {problem && (
          <Note tone="bad" role="alert">
            <p>
              <strong>{text.notPublished}</strong>
            </p>
            <p className="mono breakable">{problem.title}</p>
          </Note>
        )}
        {times > 0 && !problem && (
          <Note key={times} tone="good" role="status">
            {text.published}
          </Note>
        )}
      </form>
    </section>
  );
}
