import { useState } from 'react';
import { applyAcl, checkAcl } from '../../api/commands';
import { acl } from '../../api/queries';
import { useGet } from '../../api/useGet';
import { useText } from '../../i18n/language';
import { FileEditor, type FileCheck } from '../../parts/FileEditor';
import { Loading } from '../../parts/Loading';
import { PageHead } from '../../parts/PageHead';
import { ProblemNote } from '../../parts/ProblemNote';
import styles from './Access.module.css';
import { AccessTabs } from './AccessTabs';
import { AddRule } from './AddRule';
import { RuleList } from './RuleList';
import { TestRule } from './TestRule';

/** The rules about topics, as the file they are in, and what they say about someone. */
export default function AccessPage() {
  const text = useText().access;
  const { value, problem, reload } = useGet(acl);
  const [found, setFound] = useState<{ line: number } | null>(null);

  const check = async (draft: string): Promise<FileCheck> => {
    const { errors, diff } = await checkAcl(draft);
    const faults = errors.map(({ line, value, remedy }) => ({ line, words: text.cannotBe(value), remedy }));
    return { faults, diff };
  };

  return (
    <>
      <PageHead title={text.title} />
      <AccessTabs />
      {problem && <ProblemNote problem={problem} isRoute onRetry={reload} />}
      {!value && !problem && <Loading />}
      {value && (
        <div className={styles.columns}>
          <div className="stack">
            <section className="panel">
              <h2>{text.rules}</h2>
              <FileEditor file={value} check={check} apply={applyAcl} onChanged={reload} found={found} />
            </section>
            <RuleList rules={value.rules} version={value.version} onChanged={reload} />
          </div>
          <div className="stack">
            <TestRule lines={value.text.split('\n')} onFound={line => setFound(line === null ? null : { line })} />
            <AddRule onAdded={reload} />
          </div>
        </div>
      )}
    </>
  );
}
