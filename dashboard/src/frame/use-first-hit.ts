import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { createSpotlight } from '@mantine/spotlight';

type Store = ReturnType<typeof createSpotlight>[0];

interface Finding {
  store: Store;
  /** What is in the field. */
  text: string;
  /** What is shown is what this very text finds. */
  isAnswered: boolean;
  /** Changes with what is shown. */
  hits: string;
}

const hitsOf = (store: Store): HTMLElement[] => {
  const list = document.getElementById(store.getState().listId);
  return [...(list?.querySelectorAll<HTMLElement>('[data-action]') ?? [])];
};
const isChosen = (hit: HTMLElement): boolean => hit.hasAttribute('data-selected');

/**
 * Enter opens the first hit of the text that stands in the field, unless the arrow keys went to another one. Before the
 * answer has come it waits for it: what the text before had found is not opened.
 * @returns what the field is to do with its keys
 */
export function useFirstHit({ store, text, isAnswered, hits }: Finding) {
  /** The text at which Enter was pressed before its answer. */
  const [entered, setEntered] = useState<string | null>(null);
  /** The text at which the arrow keys chose among its hits. */
  const chosenAt = useRef<string | null>(null);

  useEffect(() => {
    if (chosenAt.current === text) return;
    const [first, ...others] = hitsOf(store);
    for (const other of others) other.removeAttribute('data-selected');
    first?.setAttribute('data-selected', 'true');
    store.setState({ ...store.getState(), selected: first ? 0 : -1 });
  }, [store, text, hits]);

  useEffect(() => {
    if (entered === null) return;
    if (entered !== text) setEntered(null);
    else if (isAnswered) {
      setEntered(null);
      hitsOf(store)[0]?.click();
    }
  }, [entered, text, isAnswered, store]);

  return {
    // Before the field's own handler, which would open what is chosen right now, whatever it was found by.
    onKeyDownCapture: (event: KeyboardEvent) => {
      const { key, nativeEvent } = event;
      if (key === 'ArrowDown' || key === 'ArrowUp') chosenAt.current = text;
      if (key !== 'Enter' || nativeEvent.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      const shown = hitsOf(store);
      const chosen = chosenAt.current === text ? shown.find(isChosen) : undefined;
      if (chosen) chosen.click();
      else if (!isAnswered) setEntered(text);
      else if (text !== '') shown[0]?.click();
    },
  };
}
