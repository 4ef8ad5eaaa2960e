import type { Listed } from '../api/types';
import { useFormat } from '../i18n/format';
import { useText } from '../i18n/language';
import { Icon } from './Icon';
import styles from './Pager.module.css';
import type { Cursor } from './useCursor';

export function Pager({ cursor, list }: { cursor: Cursor; list: Listed<unknown> }) {
  const text = useText();
  const { number } = useFormat();
  const { next } = list;
  return (
    <div className={styles.pager}>
      <span className="muted">{text.parts.matched(number(list.matched), number(list.total))}</span>
      {(next !== null || cursor.page > 1) && (
        <nav className="row" aria-label={text.parts.paging}>
          <button disabled={cursor.page === 1} onClick={cursor.goBack}>
            <Icon name="left" />
            {text.parts.previous}
          </button>
          <span className="muted">{text.parts.page(number(cursor.page))}</span>
          <button disabled={next === null} onClick={() => next !== null && cursor.goOn(next)}>
            {text.parts.next}
            <Icon name="right" />
          </button>
        </nav>
      )}
    </div>
  );
}
