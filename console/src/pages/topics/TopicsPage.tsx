import { resetTopics } from '../../api/commands';
import { toPath, topics } from '../../api/queries';
import { useMay } from '../../api/session';
import { useGet } from '../../api/useGet';
import { useSearch } from '../../browser/location';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { Confirm } from '../../parts/Confirm';
import { Filters } from '../../parts/Filters';
import { FilterText } from '../../parts/FilterText';
import { Link } from '../../parts/Link';
import { ListPanel } from '../../parts/ListPanel';
import { Note } from '../../parts/Note';
import { PageHead } from '../../parts/PageHead';
import { useCursor } from '../../parts/useCursor';
import { SubscriptionTabs } from '../subscriptions/SubscriptionTabs';

const refreshSeconds = 2;

/** Which topics messages come on. The broker counts while someone looks. */
export default function TopicsPage() {
  const all = useText();
  const text = all.topics;
  const { number, rate, bytes, time } = useFormat();
  const search = useSearch();
  const order = search.get('order') || '-rate';
  const filter = { text: search.get('text'), matching: search.get('matching'), order };
  const cursor = useCursor(JSON.stringify(filter));
  const answer = useGet(topics({ ...filter, cursor: cursor.cursor }), refreshSeconds);
  const { value, reload } = answer;
  const may = useMay('operator');
  const reset = async () => {
    await resetTopics();
    reload();
  };

  return (
    <>
      <PageHead title={text.title}>
        {value && <span className="muted">{text.since(time(value.watchingSince))}</span>}
        {may && value && (
          <Confirm tone="primary" label={text.reset} title={text.resetTitle} onConfirm={reset}>
            <p>{text.resetWords}</p>
          </Confirm>
        )}
      </PageHead>
      <SubscriptionTabs />
      <Filters>
        <FilterText
          label={all.subscriptions.filter}
          value={filter.matching}
          placeholder="site/+/temperature"
          onChange={matching => search.set({ matching })}
        />
        <FilterText label={all.retained.text} value={filter.text} onChange={value => search.set({ text: value })} />
      </Filters>
      <div className="stack">
        {value?.isFull && <Note tone="warn">{text.full(number(value.topicsMax))}</Note>}
        <ListPanel
          caption={text.title}
          answer={answer}
          cursor={cursor}
          rowKey={one => one.topic}
          order={order}
          onOrder={chosen => search.set({ order: chosen })}
          empty={text.empty}
          columns={[
            {
              title: all.publish.topic,
              order: 'topic',
              isWide: true,
              cell: one => (
                <Link href={toPath('/subscriptions', { matching: one.topic })} className="mono breakable">
                  <bdi>{one.topic}</bdi>
                </Link>
              ),
            },
            { title: text.rate, order: 'rate', isNumber: true, cell: one => rate(one.rate) },
            { title: text.messages, order: 'messages', isNumber: true, cell: one => number(one.messages) },
            { title: text.bytes, order: 'bytes', isNumber: true, cell: one => bytes(one.bytes) },
            { title: text.last, order: 'lastAt', cell: one => time(one.lastAt) },
            { title: 'QoS', cell: one => <Badge>QoS {one.lastQos}</Badge> },
          ]}
        />
      </div>
    </>
  );
}
