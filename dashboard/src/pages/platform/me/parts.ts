import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { needsNoLogIn } from '../../../api/session';
import { lazyPage } from '../../../shared/lazy-page';

interface OwnPart {
  key: string;
  View: LazyExoticComponent<ComponentType>;
}

/** Of who signs in: the local demo has no sessions. */
const SIGNING_IN: readonly OwnPart[] = [
  { key: 'password', View: lazyPage(['links'], () => import('./password')) },
  { key: 'factors', View: lazy(() => import('./factors/factors-card')) },
  { key: 'sessions', View: lazy(() => import('./sessions')) },
];

/** The cards of a person's own page, in their order. */
export const PARTS: readonly OwnPart[] = [
  { key: 'profile', View: lazy(() => import('./profile')) },
  ...(needsNoLogIn ? [] : SIGNING_IN),
  { key: 'quietHours', View: lazy(() => import('../../../frame/sections/own-quiet-hours')) },
  { key: 'away', View: lazyPage(['people'], () => import('../../../frame/sections/own-away')) },
];
