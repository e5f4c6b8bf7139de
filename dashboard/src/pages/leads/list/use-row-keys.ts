import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { isTaken } from '../../../shared/is-taken';
import type { LeadItem } from './windows';

interface Options {
  items: LeadItem[];
  /** The element that has the rows in it. */
  list: RefObject<HTMLElement | null>;
  /** Undefined: none can be picked. */
  toggle: ((id: string, isRange: boolean) => void) | undefined;
}

/** `j`, `k` and the arrows go through the rows, `x` picks one; its link is what has the focus, so that Enter opens it. */
export function useRowKeys({ items, list, toggle }: Options) {
  const [active, setActive] = useState<string | null>(null);
  const [asked, setAsked] = useState(0);
  const found = active === null ? -1 : items.findIndex(({ id }) => id === active);
  const index = found < 0 ? null : found;
  const now = useRef({ items, index, toggle, first: 0, scrollTo: (_index: number): void => undefined });
  Object.assign(now.current, { items, index, toggle });

  useEffect(() => {
    const go = (by: number): void => {
      const { items, index, first, scrollTo } = now.current;
      const to = Math.min(items.length - 1, Math.max(0, index === null ? first : index + by));
      if (items[to] === undefined) return;
      setActive(items[to].id);
      setAsked((times) => times + 1);
      scrollTo(to);
    };
    const press = (event: KeyboardEvent): void => {
      const { target, key } = event;
      const isOnRow = target instanceof HTMLElement && list.current?.contains(target) === true;
      if (isOnRow ? event.ctrlKey || event.metaKey || event.altKey : isTaken(event)) return;
      if (key === 'j' || (isOnRow && key === 'ArrowDown')) go(1);
      else if (key === 'k' || (isOnRow && key === 'ArrowUp')) go(-1);
      else if (key.toLowerCase() === 'x' && now.current.index !== null)
        now.current.toggle?.(now.current.items[now.current.index]!.id, event.shiftKey);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [list]);

  // Its row is drawn by now, wherever it is.
  useLayoutEffect(() => {
    if (asked > 0) list.current?.querySelector<HTMLElement>(`a[data-lead="${active}"]`)?.focus({ preventScroll: true });
  }, [asked, active, list]);

  return {
    /** The row that the keyboard is on; null: none, or one that is not there any more. */
    activeIndex: index,
    /** The keyboard came to a row by itself. */
    setActive,
    /** To be told at each drawing where the first row in view is, and how to come to another. */
    place: (first: number, scrollTo: (index: number) => void) => void Object.assign(now.current, { first, scrollTo }),
  };
}
