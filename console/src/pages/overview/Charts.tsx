import { LineChart } from '../../charts/LineChart';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { ProblemNote } from '../../parts/ProblemNote';
import styles from './Overview.module.css';
import { useSeries } from './useSeries';

const nothing = [new Float64Array(), new Float64Array(), new Float64Array()];

export function Charts({ seconds }: { seconds: number }) {
  const text = useText().overview;
  const { number, rate, bytes } = useFormat();
  const { series, answer } = useSeries(seconds);

  if (answer.problem) return <ProblemNote problem={answer.problem} onRetry={answer.reload} />;
  return (
    <div className={styles.charts}>
      <LineChart
        title={text.messageRate}
        columns={series?.columns('messagesReceived', 'messagesSent') ?? nothing}
        lines={[
          { name: text.received, format: number },
          { name: text.sent, format: number },
        ]}
      />
      <LineChart
        title={text.byteRate}
        columns={series?.columns('bytesReceived', 'bytesSent') ?? nothing}
        lines={[
          { name: text.received, format: bytes },
          { name: text.sent, format: bytes },
        ]}
      />
      <LineChart
        title={text.connections}
        columns={series?.columns('connections') ?? nothing.slice(1)}
        lines={[{ name: text.connections, format: number }]}
      />
      <LineChart
        title={text.backlog}
        columns={series?.columns('queued', 'dropped') ?? nothing}
        lines={[
          { name: text.queued, format: number },
          { name: text.droppedPerSecond, format: rate, isRight: true },
        ]}
      />
    </div>
  );
}
