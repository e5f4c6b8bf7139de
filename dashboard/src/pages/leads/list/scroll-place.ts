import { useLayoutEffect, useRef } from 'react';
import { NavigationType, useNavigationType } from 'react-router';

/** Where somebody was in a list when they left it. */
const places = new Map<string, number>();

/** Goes back to where somebody was in the list, when they come back to it; another list begins at its top. */
export function useScrollPlace(of: string): void {
  const isBack = useNavigationType() === NavigationType.Pop;
  const shown = useRef(of);
  useLayoutEffect(() => {
    if (isBack) window.scrollTo({ top: places.get(of) ?? 0, behavior: 'instant' });
    // Of the list that was there first: what follows is a change of filters.
  }, []);
  // A layout's effect, as the one below: the page's last scroll, to its top, is nobody's place.
  useLayoutEffect(() => {
    if (shown.current !== of) window.scrollTo({ top: 0, behavior: 'instant' });
    shown.current = of;
    const keep = (): void => void places.set(of, window.scrollY);
    window.addEventListener('scroll', keep, { passive: true });
    return () => window.removeEventListener('scroll', keep);
  }, [of]);
  // The next page begins at its top.
  useLayoutEffect(() => () => window.scrollTo({ top: 0, behavior: 'instant' }), []);
}
