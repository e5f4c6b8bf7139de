import type { RowSelectionState } from '@tanstack/react-table';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { LeadItem } from './windows';

export interface Selection {
  selected: RowSelectionState;
  ids: string[];
  /** @param isRange with all between it and the one that was toggled before */
  toggle: (id: string, isRange: boolean) => void;
  /** All that are loaded, or none. */
  toggleAll: () => void;
  clear: () => void;
}

/** Which leads are picked, in the order of picking. @param of the list that they are of: another one begins without */
export function useSelection(items: LeadItem[], of: string): Selection {
  const [state, setState] = useState<{ of: string; selected: RowSelectionState }>({ of, selected: {} });
  const selected = useMemo(() => (state.of === of ? state.selected : {}), [state, of]);
  const latest = useRef({ items, of });
  latest.current = { items, of };
  const last = useRef<string>(undefined);

  const change = useCallback((from: (before: RowSelectionState, items: LeadItem[]) => RowSelectionState) => {
    setState((before) => {
      const { items, of } = latest.current;
      return { of, selected: from(before.of === of ? before.selected : {}, items) };
    });
  }, []);
  const toggle = useCallback(
    (id: string, isRange: boolean) => {
      const anchor = last.current;
      last.current = id;
      change((before, items) => {
        const next = { ...before };
        for (const each of isRange ? between(items, anchor, id) : [id])
          if (before[id]) delete next[each];
          else next[each] = true;
        return next;
      });
    },
    [change],
  );
  const toggleAll = useCallback(
    () =>
      change((before, items) =>
        Object.keys(before).length > 0 ? {} : Object.fromEntries(items.map(({ id }) => [id, true as const])),
      ),
    [change],
  );
  const clear = useCallback(() => change(() => ({})), [change]);
  const ids = useMemo(() => Object.keys(selected), [selected]);
  return { selected, ids, toggle, toggleAll, clear };
}

function between(items: LeadItem[], anchor: string | undefined, id: string): string[] {
  const from = items.findIndex((item) => item.id === anchor);
  const to = items.findIndex((item) => item.id === id);
  if (from < 0 || to < 0) return [id];
  return items.slice(Math.min(from, to), Math.max(from, to) + 1).map((item) => item.id);
}
