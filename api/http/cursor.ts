import { z } from 'zod';
import { validation, type ApiError } from './errors.js';

const notOurs = (path: string): ApiError =>
  validation([{ path, message: 'This is no cursor of this list: send the nextCursor of a page, as it came.' }]);

/**
 * Where a page ended, as opaque text. `list` names the list (and its order), so that the cursor of another one is
 * refused instead of giving a wrong page.
 */
export function encodeCursor(list: string, keys: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify([list, ...keys])).toString('base64url');
}

/**
 * @param path the parameter that it came in
 * @throws ApiError 400 when the text is not a cursor of this list.
 * @returns null for no cursor
 */
export function decodeCursor<T extends [z.ZodType, ...z.ZodType[]]>(
  list: string,
  keys: z.ZodTuple<T>,
  cursor: string | undefined,
  path = 'cursor',
): z.output<z.ZodTuple<T>> | null {
  if (cursor === undefined) return null;
  let value: unknown;
  try {
    if (!/^[\w-]+$/.test(cursor)) throw notOurs(path);
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw notOurs(path);
  }
  if (!Array.isArray(value) || value[0] !== list) throw notOurs(path);
  const parsed = keys.safeParse(value.slice(1));
  if (!parsed.success) throw notOurs(path);
  return parsed.data;
}

/** Shapes of what cursors hold. */
export const byId = z.tuple([z.uuid()]);
export const byNumber = z.tuple([z.int().min(0)]);
export const byInstantAndNumber = z.tuple([z.iso.datetime(), z.int().min(0)]);
export const byInstantAndId = z.tuple([z.iso.datetime(), z.uuid()]);

/**
 * A page from one row more than it holds: that row tells whether there is a next one.
 * @param keys what the list is ordered by, of the last row on the page.
 */
export function toPage<Row, Item>(
  list: string,
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  keys: (row: Row) => readonly (string | number | null)[],
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(list, keys(last)) : null,
  };
}
