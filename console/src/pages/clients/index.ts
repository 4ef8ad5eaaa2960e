import { lazy } from 'react';
import type { Page } from '../page';

export const clients: Page = {
  path: '/clients',
  title: text => text.clients.title,
  Content: lazy(() => import('./ClientsPage')),
  navigation: { icon: 'clients', group: 'watch' },
};
