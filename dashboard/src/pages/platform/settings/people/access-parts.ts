import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { loadAreas } from '../../../../i18n/areas';
import type { OnePerson } from './data';

interface AccessPart {
  key: string;
  View: LazyExoticComponent<ComponentType<{ person: OnePerson }>>;
}

/** What an administrator does about somebody's way in: each a card of the person's page, in this order. */
export const ACCESS_PARTS: readonly AccessPart[] = [
  {
    key: 'access',
    View: lazy(async () => {
      const [card] = await Promise.all([import('./access-card'), loadAreas('links')]);
      return card;
    }),
  },
  {
    key: 'sign-in',
    View: lazy(async () => {
      const [card] = await Promise.all([import('./sign-in'), loadAreas('me')]);
      return card;
    }),
  },
];
