import type { FocusEvent } from 'react';
import { useRef } from 'react';
import { useRowKeys } from './use-row-keys';
import { useVirtualRows } from './use-virtual-rows';
import type { LeadItem } from './windows';

interface Options {
  rowHeight: number;
  /** What is stuck to the top of the window, in pixels. */
  covered: number;
  /** Undefined: none can be picked. */
  toggle: ((id: string, isRange: boolean) => void) | undefined;
  see: (from: number, to: number) => void;
}

/** What a table and a list of cards have in common: the rows in view, and the keyboard on them. */
export function useLeadRows(items: LeadItem[], { rowHeight, covered, toggle, see }: Options) {
  const body = useRef<HTMLDivElement>(null);
  const keys = useRowKeys({ items, list: body, toggle });
  const virtual = useVirtualRows(items, body, { rowHeight, covered, always: keys.activeIndex, see });
  keys.place(virtual.firstInView, virtual.scrollTo);
  return {
    body,
    height: virtual.height,
    rows: virtual.rows,
    /** The row that Tab comes to: one of all, so that Tab comes to what follows the list as well. */
    reached: items[keys.activeIndex ?? virtual.firstInView]?.id,
    onFocus: ({ target }: FocusEvent) => {
      const id = target.closest<HTMLElement>('[data-row]')?.dataset.row;
      if (id !== undefined) keys.setActive(id);
    },
  };
}
