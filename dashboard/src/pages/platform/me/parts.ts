import type { ComponentType, LazyExoticComponent } from 'react';

interface OwnPart {
  key: string;
  View: LazyExoticComponent<ComponentType>;
}

/** The cards of a person's own page, in their order. */
export const PARTS: readonly OwnPart[] = [];
