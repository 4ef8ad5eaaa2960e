import { Suspense, useState } from 'react';
import { includes } from '../api/session';
import type { Session } from '../api/types';
import { usePath } from '../browser/location';
import { useText } from '../i18n/language';
import { Icon } from '../parts/Icon';
import { Loading } from '../parts/Loading';
import { pages } from '../pages';
import { Banners } from './Banners';
import { Failure } from './Failure';
import { Navigation } from './Navigation';
import { NotAllowed } from './NotAllowed';
import { NotFound } from './NotFound';
import styles from './Shell.module.css';
import { UserMenu } from './UserMenu';

export function Shell({ session }: { session: Session }) {
  const text = useText();
  const path = usePath();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const page = pages.find(one => one.path === path);
  const mayLook = page && includes(session.role, page.needs ?? 'viewer');
  const content = !page ? <NotFound /> : mayLook ? <page.Content /> : <NotAllowed page={page} />;

  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {text.shell.skip}
      </a>
      <header className={styles.bar} data-open={isMenuOpen}>
        <div className={styles.brand}>
          <img src="/favicon.svg" alt="" width="26" height="26" />
          <span>Heliograph</span>
          <button
            className={styles.menu}
            aria-expanded={isMenuOpen}
            aria-controls="navigation"
            onClick={() => setMenuOpen(!isMenuOpen)}
          >
            <Icon name={isMenuOpen ? 'close' : 'menu'} />
            <span className="hidden-visually">{text.shell.menu}</span>
          </button>
        </div>
        <div id="navigation" className={styles.drawer}>
          <Navigation path={path} role={session.role} onFollow={() => setMenuOpen(false)} />
          <UserMenu session={session} />
        </div>
      </header>
      <main id="content" tabIndex={-1} className={styles.content}>
        <Banners session={session} />
        <Failure key={path}>
          <Suspense fallback={<Loading />}>{content}</Suspense>
        </Failure>
      </main>
    </div>
  );
}
