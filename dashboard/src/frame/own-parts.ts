import { lazy } from 'react';
import { needsNoLogIn } from '../api/session';
import type { OwnPart } from '../pages/platform/me/me';
import { lazyPage } from '../shared/lazy-page';

/** Of who signs in: the local demo has no sessions. */
const SIGNING_IN: readonly OwnPart[] = [
  { key: 'password', View: lazyPage(['links'], () => import('../pages/platform/me/password')) },
  { key: 'factors', View: lazy(() => import('../pages/platform/me/factors/factors-card')) },
  { key: 'sessions', View: lazy(() => import('../pages/platform/me/sessions')) },
];

/** The cards of a person's own page, in their order. */
export const PARTS: readonly OwnPart[] = [
  { key: 'profile', View: lazy(() => import('../pages/platform/me/profile')) },
  ...(needsNoLogIn ? [] : SIGNING_IN),
  { key: 'quietHours', View: lazy(() => import('./sections/own-quiet-hours')) },
  { key: 'away', View: lazyPage(['people'], () => import('./sections/own-away')) },
];
