import type { ComponentType, LazyExoticComponent } from 'react';
import type { Role } from '../api/types';
import type { Dictionary } from '../i18n/en';
import type { IconName } from '../parts/Icon';

/** The groups of the navigation, in its order. */
export const groups = ['watch', 'messages', 'security', 'server'] as const;

export type Group = (typeof groups)[number];

/** A page of the console. Its code is loaded when it is first opened. */
export interface Page {
  path: string;
  title: (text: Dictionary) => string;
  Content: LazyExoticComponent<ComponentType>;
  /** The place in the navigation: a page of its own, or the page it belongs to. */
  navigation: { icon: IconName; group: Group } | { under: string };
  /** The least role that may look at it; a viewer if not said. */
  needs?: Role;
}
