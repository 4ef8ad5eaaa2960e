import { useText } from '../i18n/language';
import { Note } from '../parts/Note';
import { PageHead } from '../parts/PageHead';
import type { Page } from '../pages/page';

/** A page whose address someone followed without the role for it. */
export function NotAllowed({ page }: { page: Page }) {
  const text = useText();
  return (
    <>
      <PageHead title={page.title(text)} />
      <Note tone="warn">{text.shell.notAllowed(text.roles[page.needs ?? 'viewer'])}</Note>
    </>
  );
}
