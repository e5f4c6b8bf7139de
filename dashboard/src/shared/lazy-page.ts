import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import { loadAreas } from '../i18n/areas';

/** A page that is loaded when it is opened, with the words of its areas. */
export const lazyPage = (
  areas: readonly string[],
  load: () => Promise<{ default: ComponentType }>,
): LazyExoticComponent<ComponentType> =>
  lazy(async () => {
    const [page] = await Promise.all([load(), loadAreas(...areas)]);
    return page;
  });
