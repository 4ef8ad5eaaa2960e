import type { Listener } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import styles from './Overview.module.css';

export function Listeners({ listeners }: { listeners: readonly Listener[] }) {
  const text = useText().overview;
  const { number } = useFormat();
  return (
    <section className="panel">
      <h2>{text.listeners}</h2>
      <table className={styles.plain}>
        <thead>
          <tr>
            <th scope="col">{text.listener}</th>
            <th scope="col">{text.address}</th>
            <th scope="col" className={styles.number}>
              {text.connections}
            </th>
          </tr>
        </thead>
        <tbody>
          {listeners.map(listener => (
            <tr key={listener.name}>
              <td>
                {listener.name} <span className="muted">{listener.protocol}</span>
              </td>
              <td className={`mono ${styles.address}`}>
                {listener.port === 0 ? listener.address : `${listener.address}:${listener.port}`}
              </td>
              <td className={styles.number}>{number(listener.connections)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
