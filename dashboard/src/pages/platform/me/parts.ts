import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { loadAreas } from '../../../i18n/areas';

interface OwnPart {
  key: string;
  View: LazyExoticComponent<ComponentType>;
}

/** The cards of a person's own page, in their order. */
export const PARTS: readonly OwnPart[] = [
  {
    key: 'password',
    View: lazy(async () => {
      const [card] = await Promise.all([import('./password'), loadAreas('links')]);
      return card;
    }),
  },
];
