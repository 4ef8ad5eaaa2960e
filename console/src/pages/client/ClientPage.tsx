import { client } from '../../api/queries';
import { useGet } from '../../api/useGet';
import { useSearch } from '../../browser/location';
import { useText } from '../../i18n/language';
import { Empty } from '../../parts/Empty';
import { Link } from '../../parts/Link';
import { Loading } from '../../parts/Loading';
import { PageHead } from '../../parts/PageHead';
import { ProblemNote } from '../../parts/ProblemNote';
import { StateBadge } from '../../parts/StateBadge';
import { ClientActions } from './ClientActions';
import { ClientEvents } from './ClientEvents';
import { ClientFacts } from './ClientFacts';
import { ClientQueue } from './ClientQueue';
import { ClientSubscriptions } from './ClientSubscriptions';
import { InflightList } from './InflightList';

const refreshSeconds = 3;

export default function ClientPage() {
  const text = useText();
  const id = useSearch().get('id');
  return id ? (
    <OneClient id={id} />
  ) : (
    <>
      <PageHead title={text.client.title} />
      <div className="panel">
        <Empty>
          {text.client.unnamed} <Link href="/clients">{text.clients.title}</Link>
        </Empty>
      </div>
    </>
  );
}

function OneClient({ id }: { id: string }) {
  const text = useText();
  const { value, problem, isLoading, reload } = useGet(client(id), refreshSeconds);
  const found = value && !isLoading ? value : null;

  return (
    <>
      <p>
        <Link href="/clients">{text.clients.title}</Link>
      </p>
      <PageHead title={id}>
        {found && (
          <>
            <StateBadge connected={found.connected} />
            <ClientActions client={found} onChanged={reload} />
          </>
        )}
      </PageHead>
      <div className="stack">
        {problem?.status === 404 ? (
          <div className="panel">
            <Empty>{text.client.gone}</Empty>
          </div>
        ) : (
          problem && <ProblemNote problem={problem} onRetry={reload} />
        )}
        {isLoading && <Loading />}
        {found && (
          <>
            <ClientFacts client={found} />
            <ClientSubscriptions clientId={id} list={found.subscriptionList} onChanged={reload} />
            <InflightList list={found.inflightList} />
            <ClientQueue key={`queue ${id}`} clientId={id} queued={found.queued} />
          </>
        )}
        <ClientEvents clientId={id} />
      </div>
    </>
  );
}
