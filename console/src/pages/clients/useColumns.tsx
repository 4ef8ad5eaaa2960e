import type { Client } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { ClientLink } from '../../parts/ClientLink';
import { StateBadge } from '../../parts/StateBadge';
import type { Column } from '../../parts/Table';

export function useColumns(): Column<Client>[] {
  const text = useText().clients;
  const { number, bytes, dateTime } = useFormat();
  const ofConnection = (count: number | null) => (count === null ? '–' : number(count));
  return [
    {
      title: text.clientId,
      order: 'clientId',
      isWide: true,
      cell: client => <ClientLink clientId={client.clientId} />,
    },
    { title: text.state, cell: client => <StateBadge connected={client.connected} /> },
    { title: text.userName, cell: client => <bdi>{client.userName ?? '–'}</bdi> },
    { title: text.address, cell: client => <span className="mono">{client.address ?? '–'}</span> },
    { title: 'MQTT', cell: client => client.protocol ?? '–' },
    { title: text.since, order: 'since', cell: client => dateTime(client.since) },
    { title: text.subscriptions, order: 'subscriptions', isNumber: true, cell: client => number(client.subscriptions) },
    {
      title: text.queued,
      order: 'queued',
      isNumber: true,
      cell: client => <span title={bytes(client.queuedBytes)}>{number(client.queued)}</span>,
    },
    {
      title: text.received,
      order: 'messagesReceived',
      isNumber: true,
      cell: client => ofConnection(client.messagesReceived),
    },
    { title: text.sent, order: 'messagesSent', isNumber: true, cell: client => ofConnection(client.messagesSent) },
  ];
}
