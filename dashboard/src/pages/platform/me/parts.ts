import type { ComponentType, LazyExoticComponent } from 'react';
import { lazyPage } from '../../../shared/lazy-page';

interface OwnPart {
  key: string;
  View: LazyExoticComponent<ComponentType>;
}

/** The cards of a person's own page, in their order. */
export const PARTS: readonly OwnPart[] = [
  { key: 'away', View: lazyPage(['people'], () => import('../../../frame/sections/own-away')) },
];
