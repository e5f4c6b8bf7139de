import { useEffect, useRef } from 'react';
import { isTaken } from '../../../shared/is-taken';

/** Listens to single keys for as long as the page is open. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      // A menu takes letters to go to its items.
      const inMenu = event.target instanceof HTMLElement && event.target.closest('[role=menu]') !== null;
      const work = current.current[event.key];
      if (!work || event.repeat || event.defaultPrevented || inMenu || isTaken(event)) return;
      event.preventDefault();
      work();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
