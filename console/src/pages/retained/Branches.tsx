import { useState } from 'react';
import { retainedTree } from '../../api/queries';
import type { RetainedBranch } from '../../api/types';
import { useGet } from '../../api/useGet';
import { useFormat } from '../../i18n/format';
import { useText } from '../../i18n/language';
import { Empty } from '../../parts/Empty';
import { Icon } from '../../parts/Icon';
import { Loading } from '../../parts/Loading';
import { ProblemNote } from '../../parts/ProblemNote';
import styles from './Retained.module.css';

type Open = (topic: string) => void;

export function Branches({ under, onOpen }: { under: string | null; onOpen: Open }) {
  const text = useText().retained;
  const { value, problem, reload } = useGet(retainedTree(under));
  if (problem) return <ProblemNote problem={problem} onRetry={reload} />;
  if (!value) return <Loading />;
  if (value.items.length === 0) return <Empty>{text.empty}</Empty>;
  return (
    <ul>
      {value.items.map(branch => (
        <Branch key={branch.topic} branch={branch} onOpen={onOpen} />
      ))}
      {value.truncated && <li className="muted">{text.truncated}</li>}
    </ul>
  );
}

function Branch({ branch, onOpen }: { branch: RetainedBranch; onOpen: Open }) {
  const text = useText().retained;
  const { number } = useFormat();
  const [isOpen, setOpen] = useState(false);
  const { level, topic, messages, hasMessage } = branch;
  const hasChildren = messages > (hasMessage ? 1 : 0);
  const name = level === '' ? <span className="muted">{text.emptyLevel}</span> : <bdi>{level}</bdi>;

  return (
    <li>
      <div className={styles.branch}>
        {hasChildren ? (
          <button
            className={styles.toggle}
            aria-expanded={isOpen}
            aria-label={text.branch(topic)}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name="right" />
          </button>
        ) : (
          <span className={styles.leaf} />
        )}
        {hasMessage ? (
          <button className="link mono" aria-label={text.show(topic)} onClick={() => onOpen(topic)}>
            {name}
          </button>
        ) : (
          <span className="mono breakable">{name}</span>
        )}
        {hasChildren && <span className={styles.count}>{text.messages(number(messages))}</span>}
      </div>
      {isOpen && <Branches under={topic} onOpen={onOpen} />}
    </li>
  );
}
