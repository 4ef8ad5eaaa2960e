import { lazy } from 'react';
import type { Page } from '../page';

export const audit: Page = {
  path: '/audit',
  title: text => text.audit.title,
  Content: lazy(() => import('./AuditPage')),
  navigation: { icon: 'audit', group: 'security' },
  needs: 'admin',
};
