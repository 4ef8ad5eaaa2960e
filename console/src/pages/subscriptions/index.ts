import { lazy } from 'react';
import type { Page } from '../page';

export const subscriptions: Page = {
  path: '/subscriptions',
  title: text => text.subscriptions.title,
  Content: lazy(() => import('./SubscriptionsPage')),
  navigation: { icon: 'subscriptions', group: 'messages' },
};
