import type { ComponentType, LazyExoticComponent } from 'react';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { lazyPage } from '../shared/lazy-page';

interface PublicPage {
  to: string;
  View: LazyExoticComponent<ComponentType>;
}

/** Pages of those who are not signed in (yet): they are shown whoever is. Tokens stand in the fragment, which no server sees. */
export const PUBLIC_PAGES: readonly PublicPage[] = [
  { to: PAGES.invitation, View: lazyPage(['links'], () => import('../pages/platform/links/invitation')) },
  { to: PAGES.resetPassword, View: lazyPage(['links'], () => import('../pages/platform/links/reset-password')) },
  { to: PAGES.magicLink, View: lazyPage(['links'], () => import('../pages/platform/links/magic-link')) },
  { to: PAGES.singleSignOn, View: lazyPage(['signOn'], () => import('../pages/platform/sign-on/sign-on')) },
  { to: PAGES.setup, View: lazyPage(['setup', 'links'], () => import('../pages/platform/setup/setup')) },
];
