import { isObject, type JsonObject } from '../changes/json';

/** What was typed and is not saved: with what it began, so that it can be brought together with what others made meanwhile. */
export interface Kept {
  base: JsonObject;
  draft: JsonObject;
  keptAtMs: number;
}

/** Where texts stay when the page is closed: `localStorage`. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOf = (personId: string, flowId: string): string => `pinggo.draft.${personId}.${flowId}`;

/** What is kept of somebody's draft in this browser. A browser that keeps nothing, or has no room, does without. */
export function keeper(shelf: Shelf | null, personId: string, flowId: string) {
  const key = keyOf(personId, flowId);
  const attempt = <Result>(act: () => Result): Result | null => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  return {
    keep: (kept: Kept): void => void attempt(() => shelf?.setItem(key, JSON.stringify(kept))),
    forget: (): void => void attempt(() => shelf?.removeItem(key)),
    /** @returns null where nothing is kept, or nothing that can be read */
    read: (): Kept | null => {
      const kept = attempt(() => JSON.parse(shelf?.getItem(key) ?? 'null') as unknown);
      if (!isObject(kept) || !isObject(kept['base']) || !isObject(kept['draft'])) return null;
      const { base, draft, keptAtMs } = kept as unknown as Kept;
      return { base, draft, keptAtMs: typeof keptAtMs === 'number' ? keptAtMs : 0 };
    },
  };
}

export type Keeper = ReturnType<typeof keeper>;
