import { IconKey, type Icon } from '@tabler/icons-react';
import type { ComponentType, LazyExoticComponent } from 'react';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { lazyPage } from '../shared/lazy-page';
import { can, type Me, type Permission } from '../shared/me';

export interface SettingsSection {
  /** The name of its words in the area `settings`: `section.people`. */
  key: 'organisation' | 'people' | 'teams' | 'calendars' | 'sources' | 'apiKeys' | 'signOn';
  /** `/settings/people`; what is below it is its own, too. */
  to: string;
  icon: Icon;
  /** Who has one of these sees it. */
  needs: readonly Permission[];
  View: LazyExoticComponent<ComponentType>;
}

/** The sections of the settings, in the order of their navigation. */
const SECTIONS: readonly SettingsSection[] = [
  {
    key: 'signOn',
    to: PAGES.signOn,
    icon: IconKey,
    needs: ['sign_on.read'],
    View: lazyPage(['signOn'], () => import('../pages/platform/settings/sign-on/sign-on')),
  },
];

export const sectionsOf = (me: Me): SettingsSection[] =>
  SECTIONS.filter(({ needs }) => needs.some((permission) => can(me, permission)));
