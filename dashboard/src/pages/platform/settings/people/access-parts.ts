import type { ComponentType, LazyExoticComponent } from 'react';
import type { OnePerson } from './data';

interface AccessPart {
  key: string;
  View: LazyExoticComponent<ComponentType<{ person: OnePerson }>>;
}

/** What an administrator does about somebody's way in: each a card of the person's page, in this order. */
export const ACCESS_PARTS: readonly AccessPart[] = [];
