import { toPath } from '../api/queries';
import { useText } from '../i18n/language';
import { Link } from './Link';

/** A client id, which is any text at all, as a link to its page. */
export function ClientLink({ clientId }: { clientId: string }) {
  const text = useText();
  return (
    <Link href={toPath('/client', { id: clientId })} className="breakable">
      <bdi>{clientId || text.client.nameless}</bdi>
    </Link>
  );
}
