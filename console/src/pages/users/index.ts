import { lazy } from 'react';
import type { Page } from '../page';

export const users: Page = {
  path: '/users',
  title: text => text.users.title,
  Content: lazy(() => import('./UsersPage')),
  navigation: { under: '/access' },
  needs: 'admin',
};
