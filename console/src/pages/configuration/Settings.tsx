import type { Setting } from '../../api/serverTypes';
import { useSearch } from '../../browser/location';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Badge } from '../../parts/Badge';
import { Empty } from '../../parts/Empty';
import { FilterChoice } from '../../parts/FilterChoice';
import { Filters } from '../../parts/Filters';
import { FilterText } from '../../parts/FilterText';
import { Table, type Column } from '../../parts/Table';
import styles from './Configuration.module.css';
import { choices, search } from './search';

/** Every setting there is: what the broker works with, and where that comes from. */
export function Settings({ settings }: { settings: readonly Setting[] }) {
  const all = useText();
  const text = all.configuration;
  const { number } = useFormat();
  const address = useSearch();
  const [words, which] = [address.get('text'), address.get('which')];
  const found = search(settings, words, which);
  const columns: Column<Setting>[] = [
    {
      title: text.setting,
      isWide: true,
      cell: one => (
        <div className={styles.values}>
          <span className="mono">{one.name}</span>
          <span className={styles.help}>
            {one.help} {one.allowed && text.allowed(one.allowed)}
          </span>
        </div>
      ),
    },
    { title: text.value, isWide: true, cell: one => <Value setting={one} /> },
    { title: text.default, isWide: true, cell: one => <code className={styles.value}>{one.default || '–'}</code> },
    {
      title: text.source,
      cell: one => (one.source === 'file' ? text.fromFile(one.line === null ? '' : number(one.line)) : text.fromDefault),
    },
    { title: text.applies, cell: one => (one.isLive ? text.atOnce : text.afterRestart) },
  ];

  return (
    <div>
      <Filters>
        <FilterText
          label={all.clients.text}
          value={words}
          onChange={value => address.set({ text: value })}
          placeholder={text.textHint}
        />
        <FilterChoice
          label={text.which}
          value={which}
          onChange={value => address.set({ which: value })}
          choices={choices.map(one => [one, text.choices[one || 'all']] as const)}
        />
      </Filters>
      <div className="panel">
        {found.length === 0 ? (
          <Empty>{text.empty}</Empty>
        ) : (
          <Table caption={text.settings} columns={columns} rows={found} rowKey={one => one.name} />
        )}
      </div>
    </div>
  );
}

/** What the broker works with; and what the file says, where that waits for a restart. */
function Value({ setting: { running, value, source, needsRestart } }: { setting: Setting }) {
  const text = useText().configuration;
  return (
    <div className={styles.values}>
      <code className={styles.value} data-changed={source === 'file'}>
        {running || '–'}
      </code>
      {needsRestart && (
        <span>
          <Badge tone="warn">{text.restartFor}</Badge> <code className={styles.value}>{value}</code>
        </span>
      )}
    </div>
  );
}
