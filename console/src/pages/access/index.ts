import { lazy } from 'react';
import type { Page } from '../page';

export const access: Page = {
  path: '/access',
  title: text => text.access.title,
  Content: lazy(() => import('./AccessPage')),
  navigation: { icon: 'access', group: 'security' },
  needs: 'admin',
};
