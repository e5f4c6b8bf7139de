import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { LeadItem } from './windows';

/** Rows beyond the view that are drawn, so that none is missing while it scrolls. */
const BEYOND = 15;
/** What can be done with selected rows lies over the lowest of them, in pixels. */
const COVERED_BELOW = 100;
/** How far a row is looked for when rows before it came or went. */
const NEAR = 1000;

export interface VirtualRow {
  index: number;
  /** From the top of the list, in pixels. */
  top: number;
}

export interface VirtualRows {
  /** Of all rows, in pixels. */
  height: number;
  rows: VirtualRow[];
  firstInView: number;
  scrollTo: (index: number) => void;
}

interface Options {
  rowHeight: number;
  /** What is stuck to the top of the window, in pixels. */
  covered: number;
  /** Drawn also where it is out of view. */
  always: number | null;
  see: (from: number, to: number) => void;
}

/**
 * The rows that are in view of the window; they stay where they are when others come or go before them.
 * @param ref of the element that has the rows in it
 */
export function useVirtualRows(
  items: LeadItem[],
  ref: RefObject<HTMLElement | null>,
  { rowHeight, covered, always, see }: Options,
): VirtualRows {
  const [top, setTop] = useState(0);
  const measure = useCallback(() => {
    if (ref.current) setTop(Math.round(ref.current.getBoundingClientRect().top + window.scrollY));
  }, [ref]);
  useLayoutEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [measure]);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      return always === null || indexes.includes(always) ? indexes : [...indexes, always].sort((a, b) => a - b);
    },
    [always],
  );
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowHeight,
    overscan: BEYOND,
    scrollMargin: top,
    scrollPaddingStart: covered,
    scrollPaddingEnd: COVERED_BELOW,
    rangeExtractor,
  });
  const { startIndex, endIndex } = virtualizer.range ?? { startIndex: 0, endIndex: 0 };
  useEffect(() => see(startIndex, endIndex), [see, startIndex, endIndex, items]);

  const shown = useRef({ items, startIndex });
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = { items, startIndex };
    if (before.items === items || window.scrollY <= top) return;
    for (let index = before.startIndex; index < before.items.length && index < before.startIndex + 50; index++) {
      const now = indexNear(items, before.items[index]!.id, index);
      if (now === null) continue;
      if (now !== index) window.scrollBy({ top: (now - index) * rowHeight, behavior: 'instant' });
      return;
    }
  });
  return {
    height: virtualizer.getTotalSize(),
    rows: virtualizer.getVirtualItems().map(({ index, start }) => ({ index, top: start - top })),
    firstInView: startIndex,
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}

function indexNear(items: LeadItem[], id: string, around: number): number | null {
  for (let distance = 0; distance < NEAR; distance++) {
    if (items[around - distance]?.id === id) return around - distance;
    if (items[around + distance]?.id === id) return around + distance;
  }
  return null;
}
