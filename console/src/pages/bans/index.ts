import { lazy } from 'react';
import type { Page } from '../page';

export const bans: Page = {
  path: '/bans',
  title: text => text.bans.title,
  Content: lazy(() => import('./BansPage')),
  navigation: { icon: 'bans', group: 'security' },
  needs: 'operator',
};
