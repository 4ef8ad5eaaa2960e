import { lazy } from 'react';
import type { Page } from '../page';

export const client: Page = {
  path: '/client',
  title: text => text.client.title,
  Content: lazy(() => import('./ClientPage')),
  navigation: { under: '/clients' },
};
