import { lazy } from 'react';
import type { Page } from '../page';

export const configuration: Page = {
  path: '/configuration',
  title: text => text.configuration.title,
  Content: lazy(() => import('./ConfigurationPage')),
  navigation: { icon: 'configuration', group: 'server' },
  needs: 'admin',
};
