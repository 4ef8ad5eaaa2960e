import { lazy } from 'react';
import type { Page } from '../page';

export const keys: Page = {
  path: '/keys',
  title: text => text.keys.title,
  Content: lazy(() => import('./KeysPage')),
  navigation: { icon: 'keys', group: 'security' },
  needs: 'admin',
};
