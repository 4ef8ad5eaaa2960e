import { lazy } from 'react';
import type { Page } from '../page';

export const why: Page = {
  path: '/why',
  title: text => text.why.title,
  Content: lazy(() => import('./WhyPage')),
  navigation: { under: '/events' },
};
