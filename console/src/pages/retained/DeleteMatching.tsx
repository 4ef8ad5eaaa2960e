import { useState } from 'react';
import { deleteMatching } from '../../api/commands';
import type { DeletedMatching } from '../../api/types';
import { useAction } from '../../api/useAction';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Dialog } from '../../parts/Dialog';
import { ProblemNote } from '../../parts/ProblemNote';
import styles from './Retained.module.css';

/** Deletes what a topic filter matches: first the server says what that would be. */
export function DeleteMatching({
  matching,
  minBytes,
  olderThan,
  onDeleted,
}: {
  matching: string;
  minBytes: number;
  olderThan: number;
  onDeleted: () => void;
}) {
  const all = useText();
  const text = all.retained;
  const { number, bytes, duration } = useFormat();
  const [preview, setPreview] = useState<DeletedMatching | null>(null);
  const { isRunning, problem, run, forget } = useAction();
  const request = { matching, ...(minBytes > 0 && { minBytes }), ...(olderThan > 0 && { olderThan }) };

  const look = () => void run(async () => setPreview(await deleteMatching({ ...request, preview: true })));
  const close = () => {
    setPreview(null);
    forget();
  };
  const remove = async () => {
    if (!(await run(() => deleteMatching({ ...request, preview: false })))) return;
    close();
    onDeleted();
  };

  return (
    <>
      <button className="danger" disabled={isRunning} onClick={look}>
        {text.deleteMatching}
      </button>
      {(preview ?? problem) && (
        <Dialog
          title={text.deleteMatching}
          onClose={close}
          actions={
            <>
              <button onClick={close}>{all.parts.cancel}</button>
              {preview && preview.matched > 0 && (
                <button className="danger" disabled={isRunning} onClick={() => void remove()}>
                  {text.deleteCount(number(preview.matched))}
                </button>
              )}
            </>
          }
        >
          <p>
            <span className="mono breakable">{matching}</span>
            {minBytes > 0 && ` · ${text.atLeast(bytes(minBytes))}`}
            {olderThan > 0 && ` · ${text.olderThan(duration(olderThan))}`}
          </p>
          {preview && <p>{text.wouldDelete(number(preview.matched))}</p>}
          {preview && preview.sample.length > 0 && (
            <ul className={`${styles.sample} mono`} tabIndex={0} aria-label={text.sample}>
              {preview.sample.map(topic => (
                <li key={topic}>
                  <bdi>{topic}</bdi>
                </li>
              ))}
              {preview.matched > preview.sample.length && <li>…</li>}
            </ul>
          )}
          {problem && <ProblemNote problem={problem} />}
        </Dialog>
      )}
    </>
  );
}
