import {
  IconBuilding,
  IconCalendarClock,
  IconDownload,
  IconGitFork,
  IconInbox,
  IconKey,
  IconLifebuoy,
  IconLogin,
  IconStethoscope,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
  type Icon,
} from '@tabler/icons-react';
import type { ComponentType, LazyExoticComponent } from 'react';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { lazyPage } from '../shared/lazy-page';
import { can, type Me, type Permission } from '../shared/me';

export interface SettingsSection {
  /** The name of its words in the area `settings`: `section.people`. */
  key:
    | 'organisation'
    | 'people'
    | 'teams'
    | 'calendars'
    | 'flows'
    | 'sources'
    | 'apiKeys'
    | 'webhooks'
    | 'signOn'
    | 'queue'
    | 'diagnostics'
    | 'support';
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
    key: 'organisation',
    to: PAGES.organisation,
    icon: IconBuilding,
    needs: ['organisation.read'],
    View: lazyPage(['organisation'], () => import('../pages/platform/settings/organisation/organisation')),
  },
  {
    key: 'people',
    to: PAGES.people,
    icon: IconUsers,
    needs: ['people.read'],
    View: lazyPage(['people'], () => import('./sections/people')),
  },
  {
    key: 'teams',
    to: PAGES.teams,
    icon: IconUsersGroup,
    needs: ['teams.read'],
    View: lazyPage(['teams', 'people'], () => import('../pages/platform/settings/teams/teams')),
  },
  {
    key: 'calendars',
    to: PAGES.calendars,
    icon: IconCalendarClock,
    needs: ['calendars.read'],
    View: lazyPage(['calendars'], () => import('../pages/platform/settings/calendars/calendars')),
  },
  {
    key: 'flows',
    to: PAGES.flows,
    icon: IconGitFork,
    needs: ['flows.read'],
    View: lazyPage(['flows', 'flowConditions'], () => import('../pages/leads/settings/flows/flows')),
  },
  {
    key: 'sources',
    to: PAGES.sources,
    icon: IconDownload,
    needs: ['endpoints.read'],
    View: lazyPage(['sources'], () => import('../pages/leads/settings/sources/sources')),
  },
  {
    key: 'apiKeys',
    to: PAGES.apiKeys,
    icon: IconKey,
    needs: ['keys.read'],
    View: lazyPage(['apiKeys'], () => import('../pages/platform/settings/api-keys/api-keys')),
  },
  {
    key: 'webhooks',
    to: PAGES.webhooks,
    icon: IconWebhook,
    needs: ['webhooks.read'],
    View: lazyPage(['webhooks'], () => import('./sections/webhooks')),
  },
  {
    key: 'signOn',
    to: PAGES.signOn,
    icon: IconLogin,
    needs: ['sign_on.read'],
    View: lazyPage(['signOn'], () => import('../pages/platform/settings/sign-on/sign-on')),
  },
  {
    key: 'queue',
    to: PAGES.queue,
    icon: IconInbox,
    needs: ['dead_letters.read'],
    View: lazyPage(['queue'], () => import('../pages/platform/settings/queue/queue')),
  },
  {
    key: 'diagnostics',
    to: PAGES.diagnostics,
    icon: IconStethoscope,
    needs: ['workings.read'],
    View: lazyPage(['diagnostics'], () => import('../pages/leads/settings/diagnostics/diagnostics')),
  },
  {
    key: 'support',
    to: PAGES.support,
    icon: IconLifebuoy,
    needs: ['support.read'],
    View: lazyPage(['support'], () => import('../pages/platform/settings/support/support')),
  },
];

export const sectionsOf = (me: Me): SettingsSection[] =>
  SECTIONS.filter(({ needs }) => needs.some((permission) => can(me, permission)));
