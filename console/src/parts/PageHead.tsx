import { useEffect, useRef, type ReactNode } from 'react';
import styles from './PageHead.module.css';

/** The title of a page. Takes the focus when the page opens, so that a screen reader says where one is. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${title} · Heliograph`;
  }, [title]);

  useEffect(() => heading.current?.focus({ preventScroll: true }), []);

  return (
    <div className={styles.head}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children && <div className="row">{children}</div>}
    </div>
  );
}
