import { configuration } from '../../api/queries';
import { useGet } from '../../api/useGet';
import { useSearch } from '../../browser/location';
import { useText } from '../../i18n/language';
import { Loading } from '../../parts/Loading';
import { Note } from '../../parts/Note';
import { PageHead } from '../../parts/PageHead';
import { ProblemNote } from '../../parts/ProblemNote';
import { Views } from '../../parts/Views';
import { ConfigurationFile } from './ConfigurationFile';
import { Settings } from './Settings';

export default function ConfigurationPage() {
  const text = useText().configuration;
  const search = useSearch();
  const view = search.get('view') === 'file' ? 'file' : 'settings';
  const { value, problem, reload } = useGet(configuration);
  const waiting = value?.settings.filter(setting => setting.needsRestart) ?? [];

  return (
    <>
      <PageHead title={text.title}>
        <Views
          label={text.view}
          value={view}
          onChange={chosen => search.set({ view: chosen === 'file' ? 'file' : '' })}
          views={[
            ['settings', text.settings],
            ['file', text.file],
          ]}
        />
      </PageHead>
      <div className="stack">
        {problem && <ProblemNote problem={problem} isRoute onRetry={reload} />}
        {!value && !problem && <Loading />}
        {waiting.length > 0 && (
          <Note tone="warn" role="status">
            <p>{text.restart}</p>
            <p className="mono breakable">{waiting.map(setting => setting.name).join(', ')}</p>
          </Note>
        )}
        {value && view === 'settings' && <Settings settings={value.settings} />}
        {value && view === 'file' && <ConfigurationFile configuration={value} onChanged={reload} />}
      </div>
    </>
  );
}
