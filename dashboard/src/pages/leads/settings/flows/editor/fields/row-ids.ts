import { useRef, useState } from 'react';

let made = 0;
const freshId = (): string => `row-${(made += 1)}`;

/**
 * Names for the rows of a list that has none: an item keeps its name while it is moved, so that what is open stays open. What others
 * add or take away at the end is named, or forgotten.
 */
export function useRowIds(length: number) {
  const ids = useRef<string[]>([]);
  const [, draw] = useState(0);
  while (ids.current.length < length) ids.current.push(freshId());
  // One that was just named stands here before the list has it.
  const shown = ids.current.slice(0, length);
  const change = (act: (all: string[]) => void): void => {
    ids.current = ids.current.slice(0, length);
    act(ids.current);
    draw((count) => count + 1);
  };
  return {
    ids: shown,
    /** @returns the name of the new row */
    insert: (index: number): string => {
      const id = freshId();
      change((all) => all.splice(index, 0, id));
      return id;
    },
    remove: (index: number): void => change((all) => all.splice(index, 1)),
    move: (from: number, to: number): void =>
      change((all) => {
        const [id] = all.splice(from, 1);
        all.splice(to, 0, id!);
      }),
  };
}
