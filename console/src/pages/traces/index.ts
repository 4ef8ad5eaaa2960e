import { lazy } from 'react';
import type { Page } from '../page';

export const traces: Page = {
  path: '/traces',
  title: text => text.traces.title,
  Content: lazy(() => import('./TracesPage')),
  navigation: { icon: 'traces', group: 'watch' },
  needs: 'operator',
};
