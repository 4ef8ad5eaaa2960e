import { useId, useLayoutEffect, useRef, type ReactNode, type SyntheticEvent } from 'react';
import { createPortal } from 'react-dom';
import { useText } from '../i18n/language';
import styles from './Dialog.module.css';
import { Icon } from './Icon';

/**
 * A modal dialog. The browser keeps the focus inside, closes on Escape and gives the focus back. It stands in the body, so that
 * the cell of a table which opens it does not lend it its looks.
 */
export function Dialog({
  title,
  onClose,
  children,
  actions,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const text = useText();
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);

  // As a layout effect, so that it is closed while still in the document: only then does the browser give the focus back.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);

  // React hands on what a dialog within this one says; that is not this one's.
  const onCancel = (event: SyntheticEvent) => {
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    onClose();
  };

  // Escape pressed twice closes a dialog without asking.
  const onClosed = () => {
    if (element.current?.open === false) onClose();
  };

  return createPortal(
    <dialog ref={element} className={styles.dialog} aria-labelledby={id} onClose={onClosed} onCancel={onCancel}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        <button className="plain" aria-label={text.parts.close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div className={styles.body}>{children}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </dialog>,
    document.body,
  );
}
