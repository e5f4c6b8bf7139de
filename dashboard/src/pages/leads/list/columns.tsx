import {
  columnVisibilityFeature,
  createColumnHelper,
  metaHelper,
  rowSelectionFeature,
  tableFeatures,
} from '@tanstack/react-table';
import { Countdown, LeadLink, ownerOf, placeOf, SelectAll, SelectLead, StatusWords } from './cells';
import type { RowWords } from './row-words';
import type { Selection } from './use-selection';
import type { LeadItem } from './windows';

interface ColumnMeta {
  /** As a track of a CSS grid. */
  width: string;
  align?: 'end';
}

interface TableMeta {
  words: RowWords;
  /** Null: the column to pick leads by is not there. */
  selection: Selection | null;
  isAllSelected: boolean;
  /** The row that Tab comes to. */
  reached: string | undefined;
}

export const features = tableFeatures({
  rowSelectionFeature,
  columnVisibilityFeature,
  columnMeta: metaHelper<ColumnMeta>(),
  tableMeta: metaHelper<TableMeta>(),
});

const column = createColumnHelper<typeof features, LeadItem>();
type Context = { table: { options: { meta?: TableMeta } } };

const metaOf = ({ table }: Context): TableMeta => table.options.meta!;
const titled =
  (name: 'name' | 'due' | 'dueClock' | 'status' | 'owner' | 'place' | 'source' | 'score' | 'received') =>
  (context: Context): string =>
    metaOf(context).words.t(`leads.${name}`);

export const columns = column.columns([
  column.display({
    id: 'select',
    meta: { width: '1.75rem' },
    header: (context) => {
      const { selection, words, isAllSelected } = metaOf(context);
      return selection && <SelectAll {...{ selection, words, isAllSelected }} />;
    },
    cell: ({ row, table }) => {
      const { words, reached, selection } = table.options.meta!;
      if (!selection) return null;
      const { toggle } = selection;
      const isReached = reached === row.id;
      return <SelectLead lead={row.original} isSelected={row.getIsSelected()} {...{ words, isReached, toggle }} />;
    },
  }),
  column.accessor('name', {
    meta: { width: 'minmax(8rem, 1.6fr)' },
    header: titled('name'),
    cell: ({ row, table }) => {
      const { words, reached } = table.options.meta!;
      return <LeadLink lead={row.original} words={words} isReached={reached === row.id} />;
    },
  }),
  column.accessor('deadlineAt', {
    meta: { width: 'var(--due)' },
    header: titled('due'),
    cell: ({ row, table }) => <Countdown lead={row.original} words={table.options.meta!.words} />,
  }),
  column.accessor('dueClock', {
    meta: { width: 'minmax(6rem, 0.9fr)' },
    header: titled('dueClock'),
    cell: ({ getValue }) => getValue()?.name ?? '–',
  }),
  column.accessor('status', {
    meta: { width: 'minmax(6rem, 0.7fr)' },
    header: titled('status'),
    cell: ({ getValue, table }) => <StatusWords status={getValue()} words={table.options.meta!.words} />,
  }),
  column.accessor('ownerId', {
    id: 'owner',
    meta: { width: 'minmax(5.75rem, 1.1fr)' },
    header: titled('owner'),
    cell: ({ getValue, table }) => ownerOf(getValue(), table.options.meta!.words),
  }),
  column.display({
    id: 'place',
    meta: { width: 'minmax(6.5rem, 1.3fr)' },
    header: titled('place'),
    cell: ({ row, table }) => placeOf(row.original, table.options.meta!.words),
  }),
  column.accessor('source', {
    meta: { width: 'minmax(4rem, 0.7fr)' },
    header: titled('source'),
    cell: ({ getValue }) => getValue(),
  }),
  column.accessor('score', {
    meta: { width: '3.5rem', align: 'end' },
    header: titled('score'),
    cell: ({ getValue }) => <span className="tabular">{getValue() ?? '–'}</span>,
  }),
  column.accessor('receivedAt', {
    meta: { width: '7.5rem', align: 'end' },
    header: titled('received'),
    cell: ({ getValue, table }) => {
      const { short, full } = table.options.meta!.words;
      return (
        <time className="tabular" dateTime={getValue()} title={full(getValue())}>
          {short(getValue())}
        </time>
      );
    },
  }),
]);
