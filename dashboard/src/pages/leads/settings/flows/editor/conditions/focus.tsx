import { createContext, useContext, useEffect, useRef, type PropsWithChildren, type RefObject } from 'react';

/** Where one goes on after a change: to what is new, or to where the next is added. */
export interface Focus {
  /** The dotted place of what is about to appear; null: nothing is awaited. */
  wanted: string | null;
  /** The buttons that add to a group, by its dotted place. */
  adders: Map<string, HTMLButtonElement>;
}

const FocusContext = createContext<Focus>({ wanted: null, adders: new Map() });

export const FocusProvider = ({ focus, children }: PropsWithChildren<{ focus: Focus }>) => (
  <FocusContext value={focus}>{children}</FocusContext>
);

export const useFocus = (): Focus => useContext(FocusContext);

/** @returns a ref for the first field of what stands at a place: it takes the focus when it was awaited */
export function useAwaited<Element extends HTMLElement>(place: string): RefObject<Element | null> {
  const focus = useFocus();
  const ref = useRef<Element>(null);
  useEffect(() => {
    if (focus.wanted !== place) return;
    focus.wanted = null;
    ref.current?.focus();
  });
  return ref;
}
