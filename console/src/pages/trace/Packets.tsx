import type { TracedPacket } from '../../api/watchTypes';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { ClientLink } from '../../parts/ClientLink';
import { Table } from '../../parts/Table';

/** Packets as they were read and written, the newest first. */
export function Packets({ packets }: { packets: readonly TracedPacket[] }) {
  const all = useText();
  const text = all.traces;
  const { number, bytes, time } = useFormat();
  return (
    <Table
      caption={text.packets}
      rows={packets.toReversed()}
      rowKey={packet => packet.number}
      columns={[
        { title: '#', isNumber: true, cell: packet => number(packet.number) },
        { title: text.at, cell: packet => <time dateTime={packet.at}>{time(packet.at)}</time> },
        {
          title: text.direction,
          cell: packet => <Badge tone={packet.direction === 'in' ? 'good' : undefined}>{text[packet.direction]}</Badge>,
        },
        { title: text.packet, cell: packet => <span className="mono">{packet.packet}</span> },
        { title: text.summary, isWide: true, cell: packet => <span className="mono">{packet.summary}</span> },
        { title: all.client.size, isNumber: true, cell: packet => bytes(packet.size) },
        {
          title: all.clients.clientId,
          cell: packet =>
            packet.clientId === null ? (
              <span className="mono">{packet.address}</span>
            ) : (
              <ClientLink clientId={packet.clientId} />
            ),
        },
      ]}
    />
  );
}
