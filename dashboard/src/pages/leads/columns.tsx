import {
  columnVisibilityFeature,
  createColumnHelper,
  metaHelper,
  rowSelectionFeature,
  tableFeatures,
} from '@tanstack/react-table';
import { Deadline, Status } from '../../shared/badges';
import { Instant } from '../../shared/instant';
import { ColumnName, LeadLink, Owner, placeOf, SelectAll, SelectLead } from './cells';
import type { AllNames } from './names';
import type { LeadItem } from './windows';

interface ColumnMeta {
  /** As a track of a CSS grid. */
  width: string;
  align?: 'end';
}

interface TableMeta {
  names: AllNames;
  isAllSelected: boolean;
  isSomeSelected: boolean;
  toggle: (id: string, isRange: boolean) => void;
  toggleAll: () => void;
  /** The row that the keyboard comes to. */
  reached: string | undefined;
}

export const features = tableFeatures({
  rowSelectionFeature,
  columnVisibilityFeature,
  columnMeta: metaHelper<ColumnMeta>(),
  tableMeta: metaHelper<TableMeta>(),
});

const column = createColumnHelper<typeof features, LeadItem>();

export const columns = column.columns([
  column.display({
    id: 'select',
    meta: { width: '2.5rem' },
    header: ({ table }) => <SelectAll {...table.options.meta!} />,
    cell: ({ row, table }) => (
      <SelectLead
        lead={row.original}
        isSelected={row.getIsSelected()}
        isReached={table.options.meta!.reached === row.id}
        toggle={table.options.meta!.toggle}
      />
    ),
  }),
  column.accessor('name', {
    meta: { width: 'minmax(9rem, 1.6fr)' },
    header: () => <ColumnName of="name" />,
    cell: ({ row, table }) => <LeadLink lead={row.original} isReached={table.options.meta!.reached === row.id} />,
  }),
  column.accessor('deadlineAt', {
    meta: { width: '9rem' },
    header: () => <ColumnName of="due" />,
    cell: ({ row: { original } }) => <Deadline at={original.deadlineAt} breach={original.breach} />,
  }),
  column.accessor('status', {
    meta: { width: '7.5rem' },
    header: () => <ColumnName of="status" />,
    cell: ({ getValue }) => <Status status={getValue()} />,
  }),
  column.accessor('ownerId', {
    id: 'owner',
    meta: { width: 'minmax(6rem, 1fr)' },
    header: () => <ColumnName of="owner" />,
    cell: ({ getValue, table }) => <Owner id={getValue()} people={table.options.meta!.names.people} />,
  }),
  column.display({
    id: 'place',
    meta: { width: 'minmax(7rem, 1.4fr)' },
    header: () => <ColumnName of="place" />,
    cell: ({ row: { original }, table }) => placeOf(original, table.options.meta!.names),
  }),
  column.accessor('source', { meta: { width: 'minmax(4rem, 0.8fr)' }, header: () => <ColumnName of="source" /> }),
  column.accessor('score', {
    meta: { width: '3.5rem', align: 'end' },
    header: () => <ColumnName of="score" />,
    cell: ({ getValue }) => <span className="tabular">{getValue() ?? '–'}</span>,
  }),
  column.accessor('receivedAt', {
    meta: { width: '10rem', align: 'end' },
    header: () => <ColumnName of="received" />,
    cell: ({ getValue }) => <Instant at={getValue()} />,
  }),
]);
