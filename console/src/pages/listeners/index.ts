import { lazy } from 'react';
import type { Page } from '../page';

export const listeners: Page = {
  path: '/listeners',
  title: text => text.listeners.title,
  Content: lazy(() => import('./ListenersPage')),
  navigation: { icon: 'listeners', group: 'server' },
};
