import { lazy } from 'react';
import type { Page } from '../page';

export const trace: Page = {
  path: '/trace',
  title: text => text.traces.oneTitle,
  Content: lazy(() => import('./TracePage')),
  navigation: { under: '/traces' },
  needs: 'operator',
};
