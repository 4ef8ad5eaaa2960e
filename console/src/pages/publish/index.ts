import { lazy } from 'react';
import type { Page } from '../page';

export const publish: Page = {
  path: '/publish',
  title: text => text.publish.title,
  Content: lazy(() => import('./PublishPage')),
  navigation: { under: '/messages' },
};
