import type { Inflight } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { Empty } from '../../parts/Empty';
import { Table } from '../../parts/Table';

export function InflightList({ list }: { list: readonly Inflight[] }) {
  const text = useText().client;
  const { number } = useFormat();
  return (
    <section className="panel">
      <h2>{text.inflight(number(list.length))}</h2>
      {list.length === 0 ? (
        <Empty>{text.noInflight}</Empty>
      ) : (
        <Table
          caption={text.inflight(number(list.length))}
          rows={list}
          rowKey={one => one.packetId}
          columns={[
            { title: text.packetId, cell: one => one.packetId },
            { title: text.topic, isWide: true, cell: one => <bdi className="mono">{one.topic}</bdi> },
            { title: 'QoS', cell: one => <Badge>QoS {one.qos}</Badge> },
            { title: text.awaits, cell: one => one.awaits.toUpperCase() },
          ]}
        />
      )}
    </section>
  );
}
