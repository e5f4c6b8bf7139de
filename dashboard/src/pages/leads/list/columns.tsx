import {
  columnVisibilityFeature,
  createColumnHelper,
  metaHelper,
  rowSelectionFeature,
  tableFeatures,
} from '@tanstack/react-table';
import type { ReactNode } from 'react';
import { phoneWords } from '../../../shared/phone';
import {
  Countdown,
  InstantCell,
  LeadLink,
  ownerOf,
  placeOf,
  SelectAll,
  SelectLead,
  StatusWords,
  valueText,
} from './cells';
import { attributeOf, isKnown, type KnownColumn } from './column-ids';
import type { RowWords } from './row-words';
import type { Selection } from './use-selection';
import type { LeadItem } from './windows';

interface ColumnMeta {
  /** As a track of a CSS grid. */
  width: string;
  /** It is no narrower, in pixels. */
  least: number;
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

interface Cell {
  lead: LeadItem;
  words: RowWords;
  isReached: boolean;
}

interface Looks extends ColumnMeta {
  cell: (cell: Cell) => ReactNode;
}

const named = (id: string | null, names: ReadonlyMap<string, string>): string =>
  id === null ? '–' : (names.get(id) ?? '…');
const text = (value: string | null): string => value ?? '–';
const instant = (of: (lead: LeadItem) => string | null): Looks => ({
  width: '7.5rem',
  least: 120,
  align: 'end',
  cell: ({ lead, words }) => <InstantCell at={of(lead)} words={words} />,
});

const COLUMNS: Record<KnownColumn, Looks> = {
  name: {
    width: 'minmax(8rem, 1.6fr)',
    least: 128,
    cell: ({ lead, words, isReached }) => <LeadLink lead={lead} words={words} isReached={isReached} />,
  },
  deadlineAt: {
    width: 'var(--due)',
    least: 136,
    cell: ({ lead, words }) => <Countdown lead={lead} words={words} />,
  },
  dueClock: { width: 'minmax(6rem, 0.9fr)', least: 96, cell: ({ lead }) => lead.dueClock?.name ?? '–' },
  status: {
    width: 'minmax(6rem, 0.7fr)',
    least: 96,
    cell: ({ lead, words }) => <StatusWords status={lead.status} words={words} />,
  },
  owner: { width: 'minmax(5.75rem, 1.1fr)', least: 92, cell: ({ lead, words }) => ownerOf(lead.ownerId, words) },
  place: { width: 'minmax(6.5rem, 1.3fr)', least: 104, cell: ({ lead, words }) => placeOf(lead, words) },
  source: { width: 'minmax(4rem, 0.7fr)', least: 64, cell: ({ lead }) => lead.source },
  score: {
    width: '3.5rem',
    least: 56,
    align: 'end',
    cell: ({ lead }) => <span className="tabular">{lead.score ?? '–'}</span>,
  },
  receivedAt: instant(({ receivedAt }) => receivedAt),
  email: { width: 'minmax(8rem, 1.3fr)', least: 128, cell: ({ lead }) => text(lead.email) },
  phone: { width: 'minmax(8rem, 1fr)', least: 128, cell: ({ lead, words }) => text(phoneWords(lead, words.t)) },
  message: { width: 'minmax(10rem, 2fr)', least: 160, cell: ({ lead }) => text(lead.message) },
  tags: { width: 'minmax(6rem, 1fr)', least: 96, cell: ({ lead }) => lead.tags.join(', ') || '–' },
  team: { width: 'minmax(5rem, 1fr)', least: 80, cell: ({ lead, words }) => named(lead.teamId, words.names.teams) },
  flow: {
    width: 'minmax(5rem, 1fr)',
    least: 80,
    cell: ({ lead, words }) => named(lead.flow?.id ?? null, words.names.flows),
  },
  breach: { width: 'minmax(5rem, 0.7fr)', least: 80, cell: ({ lead, words }) => words.t(`breachOf.${lead.breach}`) },
  breachedOwners: {
    width: 'minmax(6rem, 1fr)',
    least: 96,
    cell: ({ lead, words }) => lead.breachedOwnerIds.map((id) => ownerOf(id, words)).join(', ') || '–',
  },
  outcome: {
    width: 'minmax(5rem, 0.7fr)',
    least: 80,
    cell: ({ lead, words }) => (lead.outcome === null ? '–' : words.t(`outcome.${lead.outcome}`)),
  },
  assignedAt: instant(({ assignedAt }) => assignedAt),
  contactedAt: instant(({ contactedAt }) => contactedAt),
  pausedUntil: instant(({ pausedUntil }) => pausedUntil),
  closedAt: instant(({ closedAt }) => closedAt),
  reopenedAt: instant(({ reopenedAt }) => reopenedAt),
  externalId: { width: 'minmax(6rem, 1fr)', least: 96, cell: ({ lead }) => text(lead.externalId) },
};

const attributeLooks = (name: string): Looks => ({
  width: 'minmax(6rem, 1fr)',
  least: 96,
  cell: ({ lead }) => valueText(lead.attributes?.[name]),
});

/** The words of a column's header in the first view's catalogue; the others' are in the list's own. */
const TITLES: Partial<Record<KnownColumn, string>> = {
  name: 'leads.name',
  deadlineAt: 'leads.due',
  dueClock: 'leads.dueClock',
  status: 'leads.status',
  owner: 'leads.owner',
  place: 'leads.place',
  source: 'leads.source',
  score: 'leads.score',
  receivedAt: 'leads.received',
  team: 'leads.team',
  flow: 'leads.flow',
  breach: 'leads.breach',
  pausedUntil: 'pause.pausedUntil',
  outcome: 'lead.outcome',
};

/** How a column is called. One that this version does not know is called by its id. */
export function columnTitle(id: string, { t, own }: Pick<RowWords, 't' | 'own'>): string {
  const attribute = attributeOf(id);
  if (attribute !== null) return attribute;
  if (!isKnown(id)) return id;
  const title = TITLES[id];
  return title === undefined ? own(`columns.${id}`) : t(title);
}

const select = column.display({
  id: 'select',
  meta: { width: '1.75rem', least: 28 },
  header: ({ table }) => {
    const { selection, words, isAllSelected } = table.options.meta!;
    return selection && <SelectAll {...{ selection, words, isAllSelected }} />;
  },
  cell: ({ row, table }) => {
    const { words, reached, selection } = table.options.meta!;
    if (!selection) return null;
    const { toggle } = selection;
    const isReached = reached === row.id;
    return <SelectLead lead={row.original} isSelected={row.getIsSelected()} {...{ words, isReached, toggle }} />;
  },
});

/** The columns of these ids, behind the one to pick leads by. */
export const columnsOf = (ids: readonly string[]) =>
  column.columns([
    select,
    ...ids.map((id) => {
      const { cell, ...meta } = isKnown(id) ? COLUMNS[id] : attributeLooks(attributeOf(id) ?? id);
      return column.display({
        id,
        meta,
        header: ({ table }) => columnTitle(id, table.options.meta!.words),
        cell: ({ row, table }) => {
          const { words, reached } = table.options.meta!;
          return cell({ lead: row.original, words, isReached: reached === row.id });
        },
      });
    }),
  ]);

/** The least that these columns take, with what is between and beside them, in pixels. */
export const leastWidth = (metas: readonly { least: number }[]): number =>
  metas.reduce((sum, { least }) => sum + least + 8, 30);
