import { applyConfiguration, checkConfiguration, undoConfiguration } from '../../api/commands';
import type { Configuration, ConfigurationCheck } from '../../api/serverTypes';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { Confirm } from '../../parts/Confirm';
import { Empty } from '../../parts/Empty';
import { FileEditor, type FileCheck } from '../../parts/FileEditor';
import styles from './Configuration.module.css';

/** The file itself, and the changes made to it here. */
export function ConfigurationFile({ configuration, onChanged }: { configuration: Configuration; onChanged: () => void }) {
  const all = useText();
  const text = all.configuration;
  const { dateTime } = useFormat();
  const { history, version } = configuration;

  const check = async (draft: string): Promise<FileCheck> => {
    const { errors, changes, diff } = await checkConfiguration(draft);
    const faults = errors.map(({ line, problem, remedy }) => ({ line, words: problem, remedy }));
    return { faults, diff, consequences: <Changes changes={changes} /> };
  };
  const undo = async () => {
    await undoConfiguration(version);
    onChanged();
  };

  return (
    <>
      <section className="panel">
        <h2>{text.file}</h2>
        <FileEditor file={configuration} check={check} apply={applyConfiguration} onChanged={onChanged} />
      </section>
      <section className="panel">
        <h2>{text.history}</h2>
        {history.length === 0 ? (
          <Empty>{text.noHistory}</Empty>
        ) : (
          <ol>
            {history.map((change, at) => (
              <li key={change.id} className={`spread ${styles.change}`}>
                <span>
                  {dateTime(change.at)} <bdi className="muted">{change.user}</bdi>
                </span>
                {at === 0 && (
                  <Confirm tone="primary" label={text.undo} title={text.undoTitle} onConfirm={undo}>
                    <p>{text.undoWords(dateTime(change.at))}</p>
                  </Confirm>
                )}
              </li>
            ))}
          </ol>
        )}
      </section>
    </>
  );
}

/** What the change means for the broker that runs: at once, or after a restart. */
function Changes({ changes }: { changes: ConfigurationCheck['changes'] }) {
  const text = useText().configuration;
  if (changes.length === 0) return <p className="muted">{text.noEffect}</p>;
  return (
    <ul className={styles.changes} aria-label={text.effect}>
      {changes.map(change => (
        <li key={change.name} className="spread">
          <span className="mono breakable">
            {change.name}: {change.from} → {change.to}
          </span>
          {change.isLive ? <Badge tone="good">{text.atOnce}</Badge> : <Badge tone="warn">{text.afterRestart}</Badge>}
        </li>
      ))}
    </ul>
  );
}
