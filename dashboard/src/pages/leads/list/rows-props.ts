import type { RowWords } from './row-words';
import type { Sorting } from './sorting';
import type { SteadyRows } from './steady-rows';
import type { Selection } from './use-selection';

/** What a table and a list of cards are given. */
export interface RowsProps {
  rows: SteadyRows;
  /** There are more than those that are loaded. */
  hasMore: boolean;
  words: RowWords;
  /** Null: nothing can be done with picked leads, so that none is picked. */
  selection: Selection | null;
  sorting: Sorting;
  /** What a table shows, in its order; null: the usual columns, of which the least missed fall away where there is less room. */
  columns: readonly string[] | null;
  /** Told which rows are in view. */
  see: (from: number, to: number) => void;
  /** What is stuck to the top of the window, in pixels. */
  covered: number;
}
