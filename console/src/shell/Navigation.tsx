import { useText } from '../i18n/language';
import { Icon } from '../parts/Icon';
import { Link } from '../parts/Link';
import { pages } from '../pages';
import styles from './Navigation.module.css';

export function Navigation({ path, onFollow }: { path: string; onFollow: () => void }) {
  const text = useText();
  const here = pages.find(page => page.path === path);
  const current = here && 'under' in here.navigation ? here.navigation.under : path;

  return (
    <nav aria-label={text.shell.navigation}>
      <ul className={styles.list}>
        {pages.map(
          page =>
            'icon' in page.navigation && (
              <li key={page.path}>
                <Link
                  className={styles.link}
                  href={page.path}
                  aria-current={page.path === current ? 'page' : undefined}
                  onClick={onFollow}
                >
                  <Icon name={page.navigation.icon} />
                  {page.title(text)}
                </Link>
              </li>
            ),
        )}
      </ul>
    </nav>
  );
}
