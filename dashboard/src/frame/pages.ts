import {
  IconBell,
  IconChecklist,
  IconHistory,
  IconHome,
  IconLayoutDashboard,
  IconListDetails,
  IconSettings,
  type Icon,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { OpenWorkItems } from '../pages/platform/work-items/open-count';
import { can, type Me, type Permission } from '../shared/me';

export interface PageEntry {
  /** The name of its words in the catalogue. */
  key: 'overview' | 'leads' | 'myDay' | 'workItems' | 'audit' | 'notices' | 'settings';
  to: string;
  icon: Icon;
  /** Who has all of these is offered it. */
  needs: readonly Permission[];
  /** Pressed after `g`. */
  letter: string;
  /** Beside its name in the navigation: how much waits there. */
  badge?: ComponentType;
}

/** The pages in the order of the navigation. What somebody may not read is not offered; the API refuses it anyway. */
const ENTRIES: readonly PageEntry[] = [
  { key: 'overview', to: PAGES.overview, icon: IconLayoutDashboard, needs: ['tower.read'], letter: 'o' },
  { key: 'leads', to: PAGES.leads, icon: IconListDetails, needs: ['views.read'], letter: 'l' },
  { key: 'myDay', to: PAGES.myDay, icon: IconHome, needs: ['leads.write'], letter: 'm' },
  {
    key: 'workItems',
    to: PAGES.workItems,
    icon: IconChecklist,
    needs: ['work_items.read'],
    letter: 'w',
    badge: OpenWorkItems,
  },
  { key: 'audit', to: PAGES.audit, icon: IconHistory, needs: ['audit.read'], letter: 'a' },
  // They come as they happen.
  { key: 'notices', to: PAGES.notices, icon: IconBell, needs: ['notices.own', 'live.read'], letter: 'n' },
  { key: 'settings', to: PAGES.settings, icon: IconSettings, needs: ['people.read'], letter: 's' },
];

/** A rep whose organisation is suspended writes nothing, and reads where their day begins all the same. */
const readsTheirDay = (me: Me, key: PageEntry['key']): boolean =>
  key === 'myDay' && Boolean(me.org?.suspendedAt) && can(me, 'leads.read.own');

export const pagesOf = (me: Me): PageEntry[] =>
  ENTRIES.filter(({ key, needs }) => needs.every((one) => can(me, one)) || readsTheirDay(me, key));

/** The page at an address that this person may not see; undefined: there is none. */
export const keptFrom = (me: Me, pathname: string): PageEntry | undefined =>
  ENTRIES.find((page) => page.to === pathname.replace(/\/+$/, '') && !pagesOf(me).includes(page));

/** Where somebody's day begins: the list of leads is for looking things up. */
export const homeOf = (me: Me): string => pagesOf(me).find(({ key }) => key !== 'leads')?.to ?? '/';
