import { FlexRender, type Row } from '@tanstack/react-table';
import { memo } from 'react';
import type { features } from './columns';
import type { RowWords } from './row-words';
import type { LeadItem } from './windows';

/** Everything that a row looks by. */
interface Looks {
  lead: LeadItem;
  index: number;
  /** From the top of the list, in pixels. */
  top: number;
  isGone: boolean;
  isSelected: boolean;
  isReached: boolean;
  words: RowWords;
  /** Which columns there are. */
  tracks: string;
}

function PlainRow({
  row,
  lead,
  index,
  top,
  isGone,
  isSelected,
  words,
}: Looks & { row: Row<typeof features, LeadItem> }) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="leads-row lead-row"
      data-row={lead.id}
      data-breach={lead.breach}
      data-gone={isGone || undefined}
      data-selected={isSelected || undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      {row.getVisibleCells().map((cell) => (
        <div key={cell.id} role="cell" data-align={cell.column.columnDef.meta!.align}>
          {isGone && cell.column.id === 'deadlineAt' ? words.t('leads.gone') : <FlexRender cell={cell} />}
        </div>
      ))}
    </div>
  );
}

// The table's own row is another object whenever others come into view.
export const TableRow = memo(PlainRow, ({ row: _before, ...before }, { row: _after, ...after }) =>
  (Object.keys(before) as (keyof Looks)[]).every((name) => before[name] === after[name]),
);
