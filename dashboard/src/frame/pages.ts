import {
  IconBell,
  IconChecklist,
  IconHistory,
  IconHome,
  IconLayoutDashboard,
  IconListDetails,
  type Icon,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { OpenWorkItems } from '../pages/platform/work-items/open-count';
import type { Me } from '../shared/me';

type Role = Me['role'];

export interface PageEntry {
  /** The name of its words in the catalogue. */
  key: 'overview' | 'leads' | 'myDay' | 'workItems' | 'audit' | 'notices';
  to: string;
  icon: Icon;
  roles: readonly Role[];
  /** Pressed after `g`. */
  letter: string;
  /** Beside its name in the navigation: how much waits there. */
  badge?: ComponentType;
}

const MANAGERS = ['MANAGER', 'ADMIN'] as const;

/** The pages in the order of the navigation. What a role may not read is not offered; the API refuses it anyway. */
const PAGES: readonly PageEntry[] = [
  { key: 'overview', to: '/', icon: IconLayoutDashboard, roles: MANAGERS, letter: 'o' },
  { key: 'leads', to: '/leads', icon: IconListDetails, roles: MANAGERS, letter: 'l' },
  { key: 'myDay', to: '/my-day', icon: IconHome, roles: ['REP', ...MANAGERS], letter: 'm' },
  { key: 'workItems', to: '/work-items', icon: IconChecklist, roles: MANAGERS, letter: 'w', badge: OpenWorkItems },
  { key: 'audit', to: '/audit', icon: IconHistory, roles: MANAGERS, letter: 'a' },
  { key: 'notices', to: '/notifications', icon: IconBell, roles: ['REP', ...MANAGERS], letter: 'n' },
];

export const pagesOf = (role: Role): PageEntry[] => PAGES.filter(({ roles }) => roles.includes(role));

/** Where a role's day begins. */
export const homeOf = (role: Role): string => pagesOf(role)[0]?.to ?? '/';
