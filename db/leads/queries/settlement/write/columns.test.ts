import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { instant, orgId } from '../../../../columns.js';
import { columnsOf } from './columns.js';

const things = pgTable('things', {
  orgId: orgId(),
  id: uuid('id').notNull(),
  labels: text('labels').array().notNull(),
  doneAt: instant('done_at'),
  seenAt: instant('seen_at'),
});
interface Thing {
  id: string;
  labels: string[];
  doneAtMs: number | null;
}
const thing = columnsOf(things).from<Thing>({
  id: ({ id }) => id,
  labels: ({ labels }) => labels,
  doneAt: ({ doneAtMs }) => doneAtMs,
});

/** What a statement says, on one line. */
const said = (sql: string): string => sql.replace(/\s+/g, ' ');

describe('the columns of a table that a settlement writes', () => {
  it('travel under their names in the database, instants as epoch milliseconds', () => {
    expect(thing.rows(new Set([{ id: 'a', labels: ['x'], doneAtMs: 5 }]))).toEqual([
      { id: 'a', labels: ['x'], done_at: 5 },
    ]);
  });

  it('are inserted, with columns that no row has a value of', () => {
    expect(said(thing.insert({ seenAt: 'now()' })('$3::jsonb'))).toBe(
      'INSERT INTO things (org_id, id, labels, done_at, seen_at) ' +
        'SELECT $1::uuid, r.id, r.labels, to_timestamp(r.done_at / 1000.0), now() ' +
        'FROM jsonb_to_recordset($3::jsonb) AS r(id uuid, labels text[], done_at float8)',
    );
  });

  it('are inserted in the order of the rows where that counts', () => {
    expect(said(thing.insert({}, { inOrder: true })('$3::jsonb'))).toContain(
      'FROM ROWS FROM (jsonb_to_recordset($3::jsonb) AS (id uuid, labels text[], done_at float8)) ' +
        'WITH ORDINALITY AS r(id, labels, done_at, place) ORDER BY r.place',
    );
  });

  it('are changed where the row is there already', () => {
    expect(said(thing.upsert(['id'], ['doneAt'], { labels: `coalesce(r.labels, '{}')` })('$3::jsonb'))).toBe(
      'INSERT INTO things (org_id, id, labels, done_at) ' +
        "SELECT $1::uuid, r.id, coalesce(r.labels, '{}'), to_timestamp(r.done_at / 1000.0) " +
        'FROM jsonb_to_recordset($3::jsonb) AS r(id uuid, labels text[], done_at float8) ' +
        'ON CONFLICT (org_id, id) DO UPDATE SET done_at = excluded.done_at',
    );
  });

  it('are assigned, but the key and what is fixed', () => {
    const update = thing.update('id', { seenAt: 'now()' }, { fixed: ['labels'], where: 't.done_at IS NULL' });
    expect(said(update('$3::jsonb'))).toBe(
      'UPDATE things t SET done_at = to_timestamp(r.done_at / 1000.0), seen_at = now() ' +
        'FROM jsonb_to_recordset($3::jsonb) AS r(id uuid, labels text[], done_at float8) ' +
        'WHERE t.org_id = $1::uuid AND t.id = r.id AND t.done_at IS NULL',
    );
  });
});
