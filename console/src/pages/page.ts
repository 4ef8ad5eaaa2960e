import type { ComponentType, LazyExoticComponent } from 'react';
import type { Dictionary } from '../i18n/en';
import type { IconName } from '../parts/Icon';

/** A page of the console. Its code is loaded when it is first opened. */
export interface Page {
  path: string;
  title: (text: Dictionary) => string;
  Content: LazyExoticComponent<ComponentType>;
  /** The place in the navigation: a page of its own, or the page it belongs to. */
  navigation: { icon: IconName } | { under: string };
}
