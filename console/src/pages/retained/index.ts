import { lazy } from 'react';
import type { Page } from '../page';

export const retained: Page = {
  path: '/retained',
  title: text => text.retained.title,
  Content: lazy(() => import('./RetainedPage')),
  navigation: { icon: 'retained', group: 'messages' },
};
