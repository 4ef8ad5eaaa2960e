import { useText } from '../i18n/language';
import { Link } from '../parts/Link';
import { PageHead } from '../parts/PageHead';

export function NotFound() {
  const text = useText();
  return (
    <>
      <PageHead title={text.shell.notFound} />
      <Link href="/">{text.overview.title}</Link>
    </>
  );
}
