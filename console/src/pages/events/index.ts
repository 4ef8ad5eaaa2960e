import { lazy } from 'react';
import type { Page } from '../page';

export const events: Page = {
  path: '/events',
  title: text => text.events.title,
  Content: lazy(() => import('./EventsPage')),
  navigation: { icon: 'events', group: 'watch' },
};
