import type { Schemas } from '../../../api/client';

export type LeadItem = Schemas['LeadItem'];

/** What comes after one place of the list, up to and with another; null: from its start, to its end. */
export interface Span {
  after: string | null;
  until: string | null;
}

/** A stretch of the list as it was last read. */
export interface LeadWindow extends Span {
  items: LeadItem[];
  /** How much had been heard when it was asked for. */
  heard: number;
  /** Which page it came with, counted from the first: windows are split and joined, their pages stay in order. */
  page: number;
}

/**
 * The part of a list that is loaded: windows side by side, from its start on. Their borders stay where they are while
 * leads come and go between them, so that each can be read again by itself.
 */
export interface LoadedList {
  windows: LeadWindow[];
}

/** What the API answers. */
export interface LeadPage {
  items: LeadItem[];
  nextCursor: string | null;
}

/** Leads that are asked for at a time. */
export const PAGE = 100;
/** Most that a window is read again with: what it has beyond becomes a window of its own. */
export const MOST = 200;
/** Neighbours that have no more together become one: over the hours a list would fall into ever smaller ones. */
const FEW = PAGE / 2;

export const firstPage = ({ items, nextCursor }: LeadPage, heard: number): LoadedList => ({
  windows: [{ after: null, until: nextCursor, items, heard, page: 0 }],
});

/** The span of the page after those that are loaded; null when there is none. */
export function nextSpan({ windows }: LoadedList): Span | null {
  const { until } = windows.at(-1)!;
  return until === null ? null : { after: until, until: null };
}

/** @param span what was asked for; ignored unless it still is the next */
export function withPage(list: LoadedList, span: Span, { items, nextCursor }: LeadPage, heard: number): LoadedList {
  const last = list.windows.at(-1)!;
  if (last.until === null || last.until !== span.after) return list;
  const window = { after: last.until, until: nextCursor, items, heard, page: last.page + 1 };
  const longer = { windows: [...list.windows, window] };
  goOn(list, longer);
  return longer;
}

/** @param span what was read again; ignored when no window has these borders any more */
export function withReread(list: LoadedList, span: Span, { items, nextCursor }: LeadPage, heard: number): LoadedList {
  const index = list.windows.findIndex(({ after, until }) => after === span.after && until === span.until);
  if (index < 0) return list;
  const read = { ...list.windows[index]!, items, heard };
  const replaced: LeadWindow[] =
    span.until === null || nextCursor === null
      ? [{ ...read, until: span.until ?? nextCursor }]
      : [
          { ...read, until: nextCursor },
          // Not read yet: it is as soon as it is in view.
          { ...read, after: nextCursor, items: [], heard: -1 },
        ];
  return { windows: joined(list.windows.toSpliced(index, 1, ...replaced)) };
}

/** The last one is left alone: it grows at the list's end. */
function joined(windows: LeadWindow[]): LeadWindow[] {
  const result: LeadWindow[] = [];
  windows.forEach((window, index) => {
    const before = result.at(-1);
    const areFew = before && index < windows.length - 1 && before.items.length + window.items.length <= FEW;
    if (!areFew) return void result.push(window);
    result[result.length - 1] = {
      after: before.after,
      until: window.until,
      items: [...before.items, ...window.items],
      heard: Math.min(before.heard, window.heard),
      page: window.page,
    };
  });
  return result;
}

export interface Rows {
  items: LeadItem[];
  /** Where each window begins in them. */
  starts: number[];
}

type Latest = Map<string, { item: LeadItem; heard: number }>;

/** Rows of lists, with what is needed to go on from them. */
const known = new WeakMap<LoadedList, { rows: Rows; latest: Latest | null }>();

/** Each lead once: one that moved is in two windows until both are read again, and its latest revision counts. */
export function rowsOf(list: LoadedList): Rows {
  const { rows } = known.get(list) ?? worked(list);
  return rows;
}

function worked(list: LoadedList): { rows: Rows; latest: Latest } {
  const { windows } = list;
  const latest: Latest = new Map();
  for (const { items, heard } of windows)
    for (const item of items) {
      const other = latest.get(item.id);
      if (!other || isLater(item, heard, other)) latest.set(item.id, { item, heard });
    }
  const rows: Rows = { items: [], starts: [] };
  for (const { items } of windows) {
    rows.starts.push(rows.items.length);
    for (const item of items) if (latest.get(item.id)!.item === item) rows.items.push(item);
  }
  known.set(list, { rows, latest });
  return { rows, latest };
}

const isLater = (item: LeadItem, heard: number, other: { item: LeadItem; heard: number }): boolean =>
  item.revision > other.item.revision || (item.revision === other.item.revision && heard > other.heard);

/** A page of leads that are all new moves none of the others: a long list is not worked through for each. */
function goOn(from: LoadedList, to: LoadedList): void {
  const before = known.get(from);
  const { items, heard } = to.windows.at(-1)!;
  if (!before?.latest || items.some(({ id }) => before.latest!.has(id))) return;
  for (const item of items) before.latest.set(item.id, { item, heard });
  const { rows } = before;
  known.set(to, {
    rows: { items: [...rows.items, ...items], starts: [...rows.starts, rows.items.length] },
    latest: before.latest,
  });
  // It has the new page's leads now.
  before.latest = null;
}

/**
 * The windows to read again: those about which something was heard since, of the ones in view and the first.
 * @param from first row in view
 * @param to last row in view
 */
export function staleSpans({ windows }: LoadedList, { items, starts }: Rows, heard: number, from: number, to: number) {
  return windows.filter(
    (window, index): boolean =>
      window.heard < heard && (index === 0 || (starts[index]! <= to && (starts[index + 1] ?? items.length) >= from)),
  );
}
