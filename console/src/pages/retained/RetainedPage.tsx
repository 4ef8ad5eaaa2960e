import { useSearch } from '../../browser/location';
import { useText } from '../../i18n/language';
import { PageHead } from '../../parts/PageHead';
import { Views } from '../../parts/Views';
import { RetainedList } from './RetainedList';
import { RetainedTree } from './RetainedTree';

export default function RetainedPage() {
  const text = useText().retained;
  const search = useSearch();
  const view = search.get('view') === 'tree' ? 'tree' : 'list';
  return (
    <>
      <PageHead title={text.title}>
        <Views
          label={text.view}
          value={view}
          views={[
            ['list', text.list],
            ['tree', text.tree],
          ]}
          onChange={chosen => search.set({ view: chosen === 'tree' ? 'tree' : '' })}
        />
      </PageHead>
      {view === 'tree' ? <RetainedTree /> : <RetainedList />}
    </>
  );
}
