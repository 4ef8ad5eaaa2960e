import { lazy } from 'react';
import type { Page } from '../page';

export const overview: Page = {
  path: '/',
  title: text => text.overview.title,
  Content: lazy(() => import('./OverviewPage')),
  navigation: { icon: 'overview', group: 'watch' },
};
