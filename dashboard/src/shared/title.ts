import { useEffect, useSyncExternalStore } from 'react';

interface Told {
  /** How much waits for the person on the page that is open. */
  waiting: number;
  /** Of what the page is about; null: the page's own name says enough. */
  name: string | null;
}

const listeners = new Set<() => void>();
let told: Told = { waiting: 0, name: null };

function tell(change: Partial<Told>): void {
  told = { ...told, ...change };
  for (const listener of listeners) listener();
}

/** What the page that is open has to say in its title. */
export const useTold = (): Told =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => told,
  );

/** Says how much waits, for as long as the page is open. */
export function useTellWaiting(waiting: number): void {
  useEffect(() => tell({ waiting }), [waiting]);
  useEffect(() => () => tell({ waiting: 0 }), []);
}

/** Says what the page is about, for as long as it is open. */
export function useTellName(name: string): void {
  useEffect(() => tell({ name }), [name]);
  useEffect(() => () => tell({ name: null }), []);
}
