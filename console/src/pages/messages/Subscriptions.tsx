import { useState, type FormEvent } from 'react';
import { useAction } from '../../api/useAction';
import { useStore } from '../../browser/store';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { FilterChoice } from '../../parts/FilterChoice';
import { Icon } from '../../parts/Icon';
import { Note } from '../../parts/Note';
import { TextField } from '../../parts/TextField';
import styles from './Messages.module.css';
import { mqttSession, subscriptionsMax } from './MqttSession';
import { qosChoices, readQos } from '../../parts/qos';

/** What this client is subscribed to. */
export function Subscriptions({ isOpen }: { isOpen: boolean }) {
  const all = useText();
  const text = all.messages;
  const subscribed = useStore(mqttSession.subscriptions);
  const [filter, setFilter] = useState('');
  const [qos, setQos] = useState('0');
  const { isRunning, problem, run } = useAction();

  const isFull = subscribed.length >= subscriptionsMax;
  const subscribe = (event: FormEvent) => {
    event.preventDefault();
    void run(() => mqttSession.subscribe(filter, readQos(qos))).then(isDone => {
      if (isDone) setFilter('');
    });
  };

  return (
    <section className="panel">
      <h2>{all.subscriptions.title}</h2>
      <form className={styles.subscribe} onSubmit={subscribe}>
        <TextField
          label={all.subscriptions.filter}
          className="mono"
          placeholder="site/+/temperature"
          required
          value={filter}
          onChange={setFilter}
        />
        <FilterChoice label="QoS" value={qos} onChange={setQos} choices={qosChoices} />
        <button className="primary" disabled={!isOpen || isRunning || isFull}>
          {text.subscribe}
        </button>
      </form>
      {problem && (
        <div className={styles.problem}>
          <Note tone="bad" role="alert">
            <p>
              <strong>{text.notSubscribed}</strong>
            </p>
            <p className="mono breakable">{problem.title}</p>
          </Note>
        </div>
      )}
      {isFull && <p className={`muted ${styles.problem}`}>{text.full(subscriptionsMax)}</p>}
      {subscribed.length > 0 && (
        <ul className={styles.subscribed} aria-label={all.subscriptions.title}>
          {subscribed.map(one => (
            <li key={one.filter}>
              <bdi className="mono breakable">{one.filter}</bdi>
              <Badge>QoS {one.qos}</Badge>
              <button
                className="plain"
                aria-label={text.unsubscribe(one.filter)}
                onClick={() => void run(() => mqttSession.unsubscribe(one.filter))}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
