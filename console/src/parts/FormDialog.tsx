import { useId, type FormEvent, type ReactNode } from 'react';
import type { Problem } from '../api/problem';
import { useAction } from '../api/useAction';
import { useText } from '../i18n/language';
import { Dialog } from './Dialog';
import { ProblemNote } from './ProblemNote';

/** A few fields and what is done with them. Closes when it is done; otherwise says why not. */
export function FormDialog({
  title,
  submit,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  submit: string;
  onSubmit: () => Promise<unknown>;
  onClose: () => void;
  /** The fields, which may show what the server says about one of them. */
  children: (problem: Problem | null) => ReactNode;
}) {
  const text = useText();
  const id = useId();
  const { isRunning, problem, run } = useAction();

  const send = (event: FormEvent) => {
    event.preventDefault();
    void run(onSubmit).then(isDone => {
      if (isDone) onClose();
    });
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <button onClick={onClose}>{text.parts.cancel}</button>
          <button className="primary" form={id} disabled={isRunning}>
            {submit}
          </button>
        </>
      }
    >
      <form id={id} className="stack" onSubmit={send}>
        {children(problem)}
      </form>
      {problem && <ProblemNote problem={problem} />}
    </Dialog>
  );
}
