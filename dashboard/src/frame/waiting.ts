import { useEffect, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let waiting = 0;

function set(count: number): void {
  waiting = count;
  for (const listener of listeners) listener();
}

/** How much waits for the person on the page that is open, for its title. */
export const useWaiting = (): number =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting,
  );

/** Says so, for as long as the page is open. */
export function useTellWaiting(count: number): void {
  useEffect(() => set(count), [count]);
  useEffect(() => () => set(0), []);
}
