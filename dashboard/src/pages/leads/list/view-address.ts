import type { Schemas } from '../../../api/client';
import { columnsText } from './column-ids';

export type SavedView = Schemas['LeadView'];

/** In the order in which they are shown. */
export const FILTER_NAMES = [
  'q',
  'status',
  'breach',
  'paused',
  'ownerId',
  'breachedOwnerId',
  'teamId',
  'flowId',
  'source',
  'from',
  'to',
  'escalatedFrom',
  'escalatedTo',
  'open',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

/** Everything by which a list is said: its filters, its order, its columns. */
const SAID = [...FILTER_NAMES, 'sort', 'order', 'columns'] as const;
export type Said = Partial<Record<string, string>>;

/** `?view=` of the list of all open leads, whatever somebody’s list opens with. */
export const NO_VIEW = 'none';

/** A view as the address would say it. What of it this version does not know is not said, and stays in the view. */
export function saidBy(view: Pick<SavedView, 'filters' | 'sort' | 'order' | 'columns'>): Said {
  const said: Said = {};
  for (const name of FILTER_NAMES) if (view.filters[name]) said[name] = view.filters[name];
  if (view.sort && view.sort !== 'urgency') said['sort'] = view.sort;
  if (view.order) said['order'] = view.order;
  if (view.columns) said['columns'] = columnsText(view.columns);
  return said;
}

/** The list that an address shows: its view, with what the address says beside it. An empty word takes one of the view away. */
export function listSaid(search: URLSearchParams, view: SavedView | null): Said {
  const ofView = view ? saidBy(view) : {};
  const said: Said = {};
  for (const name of SAID) {
    const given = search.has(name)
      ? search
          .getAll(name)
          .filter((text) => text !== '')
          .join(',')
      : ofView[name];
    if (given) said[name] = given;
  }
  return said;
}

/** Whether an address shows something else than its view. */
export function isChanged(search: URLSearchParams, view: SavedView): boolean {
  const [now, before] = [listSaid(search, view), saidBy(view)];
  return SAID.some((name) => now[name] !== before[name]);
}

/** The address after some of its list was changed. */
export function addressWith(
  search: URLSearchParams,
  view: SavedView | null,
  changes: Readonly<Record<string, string | null | undefined>>,
): URLSearchParams {
  const next = new URLSearchParams(search);
  const ofView = view ? saidBy(view) : {};
  for (const [name, value] of Object.entries(changes)) {
    const wanted = value || '';
    if (wanted === (ofView[name] ?? '')) next.delete(name);
    else next.set(name, wanted);
  }
  return next;
}

/** The address of a view, as it was saved. */
export const addressOf = (viewId: string | null): URLSearchParams =>
  new URLSearchParams(viewId === null ? {} : { view: viewId });

/** What is saved of a list. @param view what it is saved over: what of it this version does not know stays */
export function toSave(said: Said, view: SavedView | null) {
  const kept = Object.entries(view?.filters ?? {}).filter(
    ([name]) => !(FILTER_NAMES as readonly string[]).includes(name),
  );
  const filters = Object.fromEntries([
    ...kept,
    ...FILTER_NAMES.flatMap((name) => (said[name] ? [[name, said[name]] as const] : [])),
  ]);
  return { filters, sort: said['sort'] ?? null, order: said['order'] ?? null };
}
