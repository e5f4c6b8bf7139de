import type { ComponentType, LazyExoticComponent } from 'react';

interface PublicPage {
  to: string;
  View: LazyExoticComponent<ComponentType>;
}

/** Pages of those who are not signed in (yet): they are shown whoever is. Tokens stand in the fragment, which no server sees. */
export const PUBLIC_PAGES: readonly PublicPage[] = [];
