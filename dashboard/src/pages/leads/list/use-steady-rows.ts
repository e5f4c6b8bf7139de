import { useMemo, useRef, useState } from 'react';
import { keptOrder, steadyRows, type KeptOrder, type SteadyRows } from './steady-rows';
import { rowsOf, type LoadedList } from './windows';

const NOTHING: SteadyRows = { items: [], gone: new Set(), waiting: false };

/**
 * @param isHeld whether the order is kept
 * @param of whose order it is: it is not kept for another list
 */
export function useSteadyRows(list: LoadedList | undefined, isHeld: boolean, of: string) {
  const kept = useRef<{ order: KeptOrder; of: string; released: number } | null>(null);
  const [released, setReleased] = useState(0);
  const rows = useMemo(() => {
    if (!list) return NOTHING;
    const isKept = isHeld && kept.current?.of === of && kept.current.released === released;
    if (!isKept) kept.current = isHeld ? { order: keptOrder(list, rowsOf(list)), of, released } : null;
    return steadyRows(list, rowsOf(list), kept.current?.order ?? null);
  }, [list, isHeld, of, released]);
  return { ...rows, release: () => setReleased((times) => times + 1) };
}
