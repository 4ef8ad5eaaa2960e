import { lazy } from 'react';
import type { Page } from '../page';

export const messages: Page = {
  path: '/messages',
  title: text => text.messages.title,
  Content: lazy(() => import('./MessagesPage')),
  navigation: { icon: 'messages', group: 'messages' },
};
