import { lazy } from 'react';
import type { Page } from '../page';

export const topics: Page = {
  path: '/topics',
  title: text => text.topics.title,
  Content: lazy(() => import('./TopicsPage')),
  navigation: { under: '/subscriptions' },
};
