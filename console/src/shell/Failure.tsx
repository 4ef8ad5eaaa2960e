import { Component, type ReactNode } from 'react';
import { useText } from '../i18n/language';
import { Note } from '../parts/Note';

/** A page that fails takes itself away and nothing else. */
export class Failure extends Component<{ children: ReactNode }, { failed: unknown }> {
  override state = { failed: null };

  static getDerivedStateFromError(failed: unknown) {
    return { failed };
  }

  override render() {
    return this.state.failed === null ? this.props.children : <FailureNote failed={this.state.failed} />;
  }
}

function FailureNote({ failed }: { failed: unknown }) {
  const text = useText();
  return (
    <Note tone="bad">
      <p>{text.shell.pageFailed}</p>
      <p className="mono">{String(failed)}</p>
      <button onClick={() => window.location.reload()}>{text.shell.reloadPage}</button>
    </Note>
  );
}
