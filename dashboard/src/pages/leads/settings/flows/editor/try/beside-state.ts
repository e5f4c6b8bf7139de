import { useSyncExternalStore } from 'react';

const KEY = 'pinggo.flows.tryBeside';
const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

function isBeside(): boolean {
  try {
    return localStorage.getItem(KEY) === 'yes';
  } catch {
    return false;
  }
}

/** @returns whether the draft is tried beside the editor, on a page that is wide enough, and a function that says so */
export function useBeside(): [boolean, (beside: boolean) => void] {
  const beside = useSyncExternalStore(subscribe, isBeside);
  const set = (next: boolean): void => {
    try {
      localStorage.setItem(KEY, next ? 'yes' : 'no');
    } catch {
      // A browser that keeps nothing shows it on its own tab.
    }
    for (const listener of listeners) listener();
  };
  return [beside, set];
}
