import { includes } from '../api/session';
import type { Role } from '../api/types';
import { useText } from '../i18n/language';
import { Icon } from '../parts/Icon';
import { Link } from '../parts/Link';
import { pages } from '../pages';
import { groups } from '../pages/page';
import styles from './Navigation.module.css';

/** The pages this role may see, in groups. */
export function Navigation({ path, role, onFollow }: { path: string; role: Role; onFollow: () => void }) {
  const text = useText();
  const here = pages.find(page => page.path === path);
  const current = here && 'under' in here.navigation ? here.navigation.under : path;
  const linksOf = (group: string) =>
    pages.flatMap(({ navigation, ...page }) =>
      'icon' in navigation && navigation.group === group && includes(role, page.needs ?? 'viewer')
        ? [{ ...page, icon: navigation.icon }]
        : [],
    );

  return (
    <nav aria-label={text.shell.navigation} className={styles.groups}>
      {groups.map(group => (
        <section key={group} aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`} className={styles.group}>
            {text.shell.groups[group]}
          </h2>
          <ul className={styles.list}>
            {linksOf(group).map(page => (
              <li key={page.path}>
                <Link
                  className={styles.link}
                  href={page.path}
                  aria-current={page.path === current ? 'page' : undefined}
                  onClick={onFollow}
                >
                  <Icon name={page.icon} />
                  {page.title(text)}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
