import type pg from 'pg';

type Json = null | boolean | number | string | Json[] | { [member: string]: Json };
export type Row = Record<string, Json>;

/** All rows of a database at one instant, by table. */
export interface RecordedRows {
  /** ISO 8601 UTC. */
  recordedAt: string;
  tables: Record<string, Row[]>;
}

/**
 * Reads all rows of a database.
 * @param without tables that are left out
 */
export async function recordRows(client: pg.Client, recordedAt: Date, without: string[]): Promise<RecordedRows> {
  await client.query("SET TimeZone = 'UTC'");
  const { rows: found } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> ALL($1) ORDER BY 1`,
    [without],
  );
  const tables: RecordedRows['tables'] = {};
  for (const { name } of found) {
    // A transaction's number means nothing in another cluster.
    const { rows } = await client.query<{ row: Row }>(`SELECT to_jsonb(t) - 'xid' AS row FROM ${name} t ORDER BY t`);
    if (rows.length > 0) tables[name] = rows.map(({ row }) => row);
  }
  return { recordedAt: recordedAt.toISOString(), tables };
}

/** Puts rows into the tables of the schema that they were recorded in, as if that instant were now. */
export async function loadRows(client: pg.Client, { recordedAt, tables }: RecordedRows): Promise<void> {
  const byMs = Date.now() - Date.parse(recordedAt);
  await client.query('BEGIN');
  // Rows as they stand: no foreign key asks for their order, and no trigger rings.
  await client.query('SET LOCAL session_replication_role = replica');
  for (const [table, rows] of Object.entries(tables)) {
    const columns = Object.keys(rows[0]!).join(', ');
    await client.query(
      `INSERT INTO ${table} (${columns}) OVERRIDING SYSTEM VALUE
       SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1)`,
      [JSON.stringify(later(rows, byMs))],
    );
  }
  const { rows: identities } = await client.query<{ table: string; column: string }>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
     WHERE table_schema = 'public' AND is_identity = 'YES'`,
  );
  for (const { table, column } of identities)
    await client.query(
      `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), coalesce(max(${column}), 0) + 1, false) FROM ${table}`,
    );
  await client.query('COMMIT');
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$/;
/** Numbers of this size are instants: 2020 to 2100 in epoch milliseconds. */
const isInstantMs = (value: number): boolean => value > 1_577_836_800_000 && value < 4_102_444_800_000;

/** The same with each instant so much later. */
function later(value: Json, byMs: number): Json {
  if (typeof value === 'number') return isInstantMs(value) ? value + byMs : value;
  if (typeof value === 'string') return INSTANT.test(value) ? new Date(Date.parse(value) + byMs).toISOString() : value;
  if (Array.isArray(value)) return value.map((one) => later(one, byMs));
  if (value === null || typeof value === 'boolean') return value;
  return Object.fromEntries(Object.entries(value).map(([member, one]) => [member, later(one, byMs)]));
}
