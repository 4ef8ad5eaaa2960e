import { useState, type ReactNode } from 'react';
import { useAction } from '../api/useAction';
import { useText } from '../i18n/language';
import { Dialog } from './Dialog';
import { ProblemNote } from './ProblemNote';

/** A button for what cannot be undone: says what will happen and asks once more. */
export function Confirm({
  label,
  title,
  children,
  onConfirm,
}: {
  label: string;
  title: string;
  children: ReactNode;
  onConfirm: () => Promise<void>;
}) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const { isRunning, problem, run } = useAction();
  const confirm = async () => {
    if (await run(onConfirm)) setOpen(false);
  };

  return (
    <>
      <button className="danger" onClick={() => setOpen(true)}>
        {label}
      </button>
      {isOpen && (
        <Dialog
          title={title}
          onClose={() => setOpen(false)}
          actions={
            <>
              <button onClick={() => setOpen(false)}>{text.parts.cancel}</button>
              <button className="danger" disabled={isRunning} onClick={() => void confirm()}>
                {label}
              </button>
            </>
          }
        >
          {children}
          {problem && <ProblemNote problem={problem} />}
        </Dialog>
      )}
    </>
  );
}
