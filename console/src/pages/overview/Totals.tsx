import type { Overview } from '../../api/types';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Facts } from '../../parts/Facts';

export function Totals({ now: { totals } }: { now: Overview }) {
  const text = useText().overview;
  const { number, bytes } = useFormat();
  return (
    <section className="panel">
      <h2>{text.totals}</h2>
      <Facts
        facts={[
          [text.received, number(totals.messagesReceived)],
          [text.sent, number(totals.messagesSent)],
          [text.bytesReceived, bytes(totals.bytesReceived)],
          [text.bytesSent, bytes(totals.bytesSent)],
          [text.connects, number(totals.connects)],
          [text.refused, number(totals.refused)],
        ]}
      />
    </section>
  );
}
