import { useEffect, useState, type ReactNode } from 'react';
import type { DiffLine } from '../api/securityTypes';
import { useAction } from '../api/useAction';
import { useCheck } from '../api/useCheck';
import { useFormat } from '../i18n/format';
import { useText } from '../i18n/language';
import { Dialog } from './Dialog';
import { Diff } from './Diff';
import styles from './FileEditor.module.css';
import { Note } from './Note';
import { ProblemNote } from './ProblemNote';
import { TextEditor, type Place } from './TextEditor';

export interface Fault {
  line: number;
  words: string;
  remedy: string | null;
}

export interface FileCheck {
  faults: Fault[];
  diff: DiffLine[];
  /** What else the change means, for the review before it. */
  consequences?: ReactNode;
}

interface Props {
  file: { file: string; text: string; version: string };
  check: (text: string) => Promise<FileCheck>;
  apply: (text: string, version: string) => Promise<unknown>;
  /** Reads the file again: it was changed here, or by someone else. */
  onChanged: () => void;
  /** A line of the file, not of the draft, that is talked about. */
  found?: { line: number } | null;
}

/** A file of the broker's to change: checked while typing, and applied after a look at the difference. */
export function FileEditor({ file, check, apply, onChanged, found = null }: Props) {
  const text = useText();
  const { number } = useFormat();
  const [draft, setDraft] = useState<string | null>(null);
  const [isReviewing, setReviewing] = useState(false);
  const [isDone, setDone] = useState(false);
  const [goTo, setGoTo] = useState<Place | null>(null);
  const { isRunning, problem, run, forget } = useAction();
  const isChanged = draft !== null && draft !== file.text;
  const { result, problem: checkProblem } = useCheck(isChanged ? draft : null, file.version, check);
  const faults = result?.faults ?? [];

  useEffect(() => setGoTo(found), [found]);

  const type = (typed: string) => {
    setDraft(typed);
    setDone(false);
  };
  const discard = () => {
    setDraft(null);
    forget();
    setReviewing(false);
  };
  // The file changed under the draft: what the review then shows is the difference from the file as it is now.
  const send = async () => {
    if (draft === null) return;
    const isApplied = await run(() => apply(draft, file.version));
    setReviewing(false);
    if (isApplied) {
      setDraft(null);
      setDone(true);
    }
    onChanged();
  };

  const judged = faults.length === 0 ? text.file.valid : text.file.faults(number(faults.length));
  const state = isChanged ? (result ? judged : text.file.checking) : isDone ? text.file.applied : '';
  const foundMark = !isChanged && found ? [{ line: found.line, kind: 'found' as const }] : [];
  return (
    <div className={styles.file}>
      <div className="spread">
        <span className="mono breakable">{file.file}</span>
        <span className="muted" role="status">
          {state}
        </span>
      </div>
      <TextEditor
        label={text.file.label(file.file)}
        value={draft ?? file.text}
        onChange={type}
        marks={[...faults.map(({ line }) => ({ line, kind: 'error' as const })), ...foundMark]}
        goTo={goTo}
      />
      {faults.length > 0 && (
        <ul className={styles.faults} aria-label={text.file.faults(number(faults.length))}>
          {faults.map((fault, at) => (
            <li key={at}>
              <button className="link" onClick={() => setGoTo({ line: fault.line, withCaret: true })}>
                {text.file.line(number(fault.line))}
              </button>
              <span className="breakable">
                {fault.words}
                {fault.remedy && ` ${text.problem.remedy(fault.remedy)}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {checkProblem && <ProblemNote problem={checkProblem} isRoute />}
      {problem?.status === 409 ? (
        <Note tone="warn" role="alert">
          {text.file.conflict}
        </Note>
      ) : (
        problem && <ProblemNote problem={problem} isRoute />
      )}
      <div className="row">
        <button
          className="primary"
          disabled={!isChanged || !result || faults.length > 0 || isRunning}
          onClick={() => setReviewing(true)}
        >
          {text.file.review}
        </button>
        <button disabled={!isChanged} onClick={discard}>
          {text.file.discard}
        </button>
      </div>
      {isReviewing && result && (
        <Dialog
          title={text.file.reviewTitle}
          onClose={() => setReviewing(false)}
          actions={
            <>
              <button onClick={() => setReviewing(false)}>{text.parts.cancel}</button>
              <button className="primary" disabled={isRunning} onClick={() => void send()}>
                {text.file.apply}
              </button>
            </>
          }
        >
          {result.consequences}
          <Diff diff={result.diff} />
        </Dialog>
      )}
    </div>
  );
}
