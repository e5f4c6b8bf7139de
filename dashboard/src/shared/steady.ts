import { useRef } from 'react';

/**
 * Names a list for `useSteady`.
 * @param isPrevious whether its rows still are those of the list before
 */
export const listOf = (filters: unknown, isPrevious: boolean): string => `${isPrevious} ${JSON.stringify(filters)}`;

export interface Steady<T> {
  /** The rows as they are to be shown: `gone` ones have left the list since. */
  rows: { item: T; gone: boolean }[];
  /** Whether rows would come, go or move if the order were let go. */
  waiting: boolean;
}

/**
 * Keeps a live list's order while somebody points at it, so that what is under the pointer stays there: rows change in
 * place, ones that left stay until it is let go, new ones wait.
 * @param items in the order of the server
 * @param held whether the order is kept
 * @param of which list it is: another one is shown whoever points at it
 */
export function useSteady<T extends { id: string }>(items: T[], held: boolean, of = ''): Steady<T> {
  const kept = useRef<T[]>(items);
  const shown = useRef(of);
  if (!held || shown.current !== of) kept.current = items;
  shown.current = of;
  const current = new Map(items.map((item) => [item.id, item]));
  const rows = kept.current.map((item) => ({ item: current.get(item.id) ?? item, gone: !current.has(item.id) }));
  kept.current = rows.map(({ item }) => item);
  return { rows, waiting: held && items.map(({ id }) => id).join() !== rows.map(({ item }) => item.id).join() };
}
