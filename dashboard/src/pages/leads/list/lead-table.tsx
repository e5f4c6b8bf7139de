import { useTable } from '@tanstack/react-table';
import { useElementSize } from '@mantine/hooks';
import { useMemo, useRef, type CSSProperties } from 'react';
import { STANDARD } from './column-ids';
import { columnsOf, features, leastWidth } from './columns';
import type { RowsProps } from './rows-props';
import { SortButton } from './sort-button';
import { TableRow } from './table-row';
import { useLeadRows } from './use-lead-rows';
import { useRowClicks } from './use-row-clicks';

const ROW_HEIGHT = 44;
const HEAD_HEIGHT = 40;
const NONE = {};
/** What falls away where the table has less room, in pixels: the least missed first. */
const ROOM = [
  { column: 'receivedAt', from: 1022 },
  { column: 'score', from: 900 },
  { column: 'source', from: 840 },
  { column: 'place', from: 770 },
  { column: 'dueClock', from: 650 },
] as const;

/** The leads as a table, of which only the rows in view are drawn. */
export function LeadTable({
  rows: { items, gone },
  words,
  selection,
  hasMore,
  sorting,
  columns: chosen,
  see,
  covered,
}: RowsProps) {
  const { ref, width } = useElementSize();
  const { body, height, rows, reached, onFocus } = useLeadRows(items, {
    rowHeight: ROW_HEIGHT,
    covered: covered + HEAD_HEIGHT,
    toggle: selection?.toggle,
    see,
  });
  const places = rows.map(({ index }) => index).join();
  // The rows in view only: a table of all would be worked through anew whenever one of them changes.
  const data = useMemo(
    () => (places === '' ? [] : places.split(',').map((index) => items[Number(index)]!)),
    [items, places],
  );
  const ids = (chosen ?? STANDARD).join('\n');
  const columns = useMemo(() => columnsOf(ids.split('\n')), [ids]);
  // What somebody chose stays, and the table scrolls sideways.
  const room = chosen ? ROOM.length : ROOM.filter(({ from }) => width === 0 || width >= from).length;
  const isPickable = selection !== null;
  const columnVisibility = useMemo(
    () => ({
      ...Object.fromEntries(ROOM.map(({ column }, index) => [column, index >= ROOM.length - room])),
      select: isPickable,
    }),
    [room, isPickable],
  );
  const table = useTable({
    features,
    columns,
    data,
    getRowId: ({ id }) => id,
    enableRowRangeSelection: false,
    state: { rowSelection: selection?.selected ?? NONE, columnVisibility },
    meta: {
      words,
      reached,
      selection,
      isAllSelected: selection !== null && items.length > 0 && selection.ids.length >= items.length,
    },
  });
  const shown = table.getRowModel().rows;
  const metas = table.getVisibleLeafColumns().map(({ columnDef }) => columnDef.meta!);
  const tracks = metas.map((meta) => meta.width).join(' ');
  const least = chosen ? leastWidth(metas) : 0;
  const head = useRef<HTMLDivElement>(null);
  /** The head is stuck to the window, so it is scrolled by itself: with the rows. */
  const scrollWith = (from: HTMLElement, to: HTMLElement | null): void => {
    if (to && to.scrollLeft !== from.scrollLeft) to.scrollLeft = from.scrollLeft;
  };
  return (
    <div
      role="table"
      ref={ref}
      className="leads-table"
      aria-label={words.t('leads.title')}
      aria-describedby="leads-keys"
      aria-rowcount={hasMore ? -1 : items.length + 1}
      data-wide={least > width || undefined}
      style={{ '--columns': tracks, '--least': `${least}px`, '--covered': `${covered}px` } as CSSProperties}
    >
      <div
        role="rowgroup"
        ref={head}
        className="leads-head"
        onScroll={({ currentTarget }) => scrollWith(currentTarget, body.current)}
      >
        {table.getHeaderGroups().map((group) => (
          <div key={group.id} role="row" aria-rowindex={1} className="leads-row">
            {group.headers.map((header) => (
              <div
                key={header.id}
                role="columnheader"
                data-align={header.column.columnDef.meta!.align}
                aria-sort={sorting.ariaSort(header.column.id)}
              >
                <SortButton sorting={sorting} column={header.column.id}>
                  <table.FlexRender header={header} />
                </SortButton>
              </div>
            ))}
          </div>
        ))}
      </div>
      <div
        role="rowgroup"
        ref={body}
        className="leads-body"
        style={{ height }}
        onScroll={({ currentTarget }) => scrollWith(currentTarget, head.current)}
        onFocus={onFocus}
        {...useRowClicks(items, hasMore)}
      >
        {shown.map((row, position) => (
          <TableRow
            key={row.id}
            row={row}
            lead={row.original}
            index={rows[position]!.index}
            top={rows[position]!.top}
            isGone={gone.has(row.id)}
            isSelected={selection?.selected[row.id] === true}
            isReached={row.id === reached}
            words={words}
            tracks={`${ids} ${tracks}`}
          />
        ))}
      </div>
    </div>
  );
}
