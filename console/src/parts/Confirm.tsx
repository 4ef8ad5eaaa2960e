import { useState, type ReactNode } from 'react';
import { useAction } from '../api/useAction';
import { useText } from '../i18n/language';
import { Dialog } from './Dialog';
import { ProblemNote } from './ProblemNote';

/** A button for what others notice: says what will happen and asks once more. Most of it cannot be undone. */
export function Confirm({
  label,
  title,
  tone = 'danger',
  children,
  onConfirm,
}: {
  label: string;
  title: string;
  tone?: 'danger' | 'primary';
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
      <button className={tone === 'danger' ? tone : undefined} onClick={() => setOpen(true)}>
        {label}
      </button>
      {isOpen && (
        <Dialog
          title={title}
          onClose={() => setOpen(false)}
          actions={
            <>
              <button onClick={() => setOpen(false)}>{text.parts.cancel}</button>
              <button className={tone} disabled={isRunning} onClick={() => void confirm()}>
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
