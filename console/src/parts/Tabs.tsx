import { usePath } from '../browser/location';
import { Link } from './Link';
import styles from './Tabs.module.css';

/** The pages that belong together, as links: each has an address of its own. */
export function Tabs({ label, pages }: { label: string; pages: readonly (readonly [path: string, title: string])[] }) {
  const here = usePath();
  return (
    <nav aria-label={label} className={styles.tabs}>
      {pages.map(([path, title]) => (
        <Link key={path} href={path} className={styles.tab} aria-current={path === here ? 'page' : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  );
}
