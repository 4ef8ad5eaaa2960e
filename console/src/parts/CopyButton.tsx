import { useState } from 'react';
import { useText } from '../i18n/language';
import { Icon } from './Icon';

/** Copies a text. Browsers allow it on this machine and over TLS only; elsewhere the button says so, and one marks the text. */
export function CopyButton({ text: copied }: { text: string }) {
  const text = useText().parts;
  const [state, setState] = useState<'not yet' | 'done' | 'failed'>('not yet');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(copied);
      setState('done');
    } catch {
      setState('failed');
    }
  };
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        <Icon name="copy" />
        {text.copy}
      </button>
      <span role="status" className="muted">
        {state === 'done' && text.copied}
        {state === 'failed' && text.notCopied}
      </span>
    </>
  );
}
