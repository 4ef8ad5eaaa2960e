import { useState } from 'react';
import type { Payload } from '../api/types';
import { useFormat } from '../i18n/format';
import { useText } from '../i18n/language';
import { fromBase64, hexDump, prettyJson } from './bytes';
import styles from './PayloadView.module.css';
import { Views } from './Views';

type View = 'json' | 'text' | 'hex';

/** A payload as its sender might have meant it. Always text, never markup. */
export function PayloadView({ payload }: { payload: Payload }) {
  const text = useText();
  const { bytes } = useFormat();
  const views = viewsOf(payload);
  const [chosen, setChosen] = useState<View | null>(null);
  const view = chosen && chosen in views ? chosen : (Object.keys(views)[0] as View | undefined);

  if (payload.size === 0 || view === undefined) return <p className="muted">{text.payload.empty}</p>;
  const names = (Object.keys(views) as View[]).map(name => [name, text.payload.views[name]] as const);
  return (
    <div className={styles.payload}>
      <div className="spread">
        <span className="muted">
          {bytes(payload.size)}
          {payload.isTruncated && ` · ${text.payload.truncated}`}
        </span>
        <Views label={text.payload.view} views={names} value={view} onChange={setChosen} />
      </div>
      <pre className={styles.content} tabIndex={0} aria-label={text.payload.title}>
        {views[view]?.()}
      </pre>
    </div>
  );
}

function viewsOf({ text, base64 }: Payload): Partial<Record<View, () => string>> {
  if (text === null) return base64 === null ? {} : { hex: () => hexDump(fromBase64(base64)) };
  const json = prettyJson(text);
  return {
    ...(json !== null && { json: () => json }),
    text: () => text,
    hex: () => hexDump(new TextEncoder().encode(text)),
  };
}
