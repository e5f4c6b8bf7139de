import { getTableColumns, getTableName } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { InstantMs } from '../../../../../domain/engine/time/instant.js';
import { at } from '../../../../instants.js';

/** The org, as a parameter of the whole statement. */
export const ORG = '$1::uuid';

/** The instant of the settlement, as a parameter of the whole statement. */
export const SETTLED_AT = at('$2::float8');

/** A statement that writes rows. @param rows the parameter that holds them, as a JSON array */
type Statement = (rows: string) => string;

/** A value as it travels. Null: the database has none, or the statement says what then counts. */
type Sent<Value> = (Value extends Date ? InstantMs : Value) | null;

/** A column's name in the schema. */
type Key<Table extends PgTable> = keyof Table['$inferSelect'] & string;

/** What of a table is written: each column with its value of a `Source`. */
type Values<Table extends PgTable, Source> = {
  [K in Key<Table>]?: (source: Source) => Sent<Table['$inferSelect'][K]>;
};

/** SQL in place of a row's own value, or for a column that rows have no value of. `r` is the row, `t` what is stored. */
type Expressions<Table extends PgTable> = { [K in Key<Table>]?: string };

/** Says what of a table is written, once: `columnsOf(table).from<Source>({ column: (source) => value, … })`. */
export const columnsOf = <Table extends PgTable>(table: Table) => ({
  from: <Source>(values: Values<Table, Source>) => new Columns<Table, Source>(table, values),
});

/**
 * Columns of one table, and how their values come from a `Source`. Names and types are the schema's. From this one list
 * follow the rows that travel, how Postgres reads them, and what is inserted or assigned.
 */
class Columns<Table extends PgTable, Source> {
  private readonly list: { name: string; type: string; sql: string; valueOf: (source: Source) => unknown }[];

  constructor(
    private readonly table: Table,
    values: Values<Table, Source>,
  ) {
    const inTable = getTableColumns(table);
    this.list = keysOf(values).map((key) => {
      const column = inTable[key]!;
      const { name } = column;
      const valueOf = values[key]!;
      return column.dataType === 'date'
        ? { name, type: 'float8', sql: at(`r.${name}`), valueOf }
        : { name, type: column.getSQLType(), sql: `r.${name}`, valueOf };
    });
  }

  /** The rows as they travel. */
  rows(sources: Iterable<Source>): Record<string, unknown>[] {
    return Array.from(sources, (source) => {
      const row: Record<string, unknown> = {};
      for (const { name, valueOf } of this.list) row[name] = valueOf(source);
      return row;
    });
  }

  /** Adds rows. @param options.inOrder so that their identities are in the order of the rows */
  insert(set: Expressions<Table> = {}, { inOrder = false } = {}): Statement {
    const values = this.valuesWith(set);
    const into = `INSERT INTO ${getTableName(this.table)} (${['org_id', ...values.keys()].join(', ')})
      SELECT ${[ORG, ...values.values()].join(', ')}`;
    if (!inOrder) return (rows) => `${into} FROM ${this.recordset(rows)}`;
    const names = this.list.map(({ name }) => name).join(', ');
    return (rows) => `${into} FROM ROWS FROM (jsonb_to_recordset(${rows}) AS (${this.definition}))
      WITH ORDINALITY AS r(${names}, place) ORDER BY r.place`;
  }

  /** Adds rows, or changes some columns of those that are there. @param key what tells them apart, within the org */
  upsert(key: Key<Table>[], changing: Key<Table>[], set: Expressions<Table> = {}): Statement {
    const insert = this.insert(set);
    const update = changing.map((one) => `${this.nameOf(one)} = excluded.${this.nameOf(one)}`);
    return (rows) => `${insert(rows)}
      ON CONFLICT (${['org_id', ...key.map((one) => this.nameOf(one))].join(', ')}) DO UPDATE SET ${update.join(', ')}`;
  }

  /**
   * Changes rows that are there.
   * @param key what tells them apart, within the org
   * @param options.fixed columns that never change
   * @param options.where only those of which this is true
   */
  update(
    key: Key<Table>,
    set: Expressions<Table> = {},
    { fixed = [], where }: { fixed?: Key<Table>[]; where?: string } = {},
  ): Statement {
    const values = this.valuesWith(set);
    for (const one of [key, ...fixed]) values.delete(this.nameOf(one));
    const assignments = [...values].map(([name, sql]) => `${name} = ${sql}`);
    const id = this.nameOf(key);
    return (rows) => `UPDATE ${getTableName(this.table)} t SET ${assignments.join(', ')}
      FROM ${this.recordset(rows)}
      WHERE t.org_id = ${ORG} AND t.${id} = r.${id}${where === undefined ? '' : ` AND ${where}`}`;
  }

  private get definition(): string {
    return this.list.map(({ name, type }) => `${name} ${type}`).join(', ');
  }

  private recordset(rows: string): string {
    return `jsonb_to_recordset(${rows}) AS r(${this.definition})`;
  }

  private nameOf(key: Key<Table>): string {
    return getTableColumns(this.table)[key]!.name;
  }

  private valuesWith(set: Expressions<Table>): Map<string, string> {
    const values = new Map(this.list.map(({ name, sql }) => [name, sql]));
    for (const key of keysOf(set)) values.set(this.nameOf(key), set[key]!);
    return values;
  }
}

/** Its keys, which `Object.keys` does not tell apart from other texts. */
const keysOf = <K extends string>(record: { [key in K]?: unknown }): K[] => Object.keys(record) as K[];
