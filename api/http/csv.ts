import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, createGzip } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import type { Request, Response } from 'express';
import type { OrgTransaction, Reads } from '../../db/client.js';
import { PATIENCE } from '../../db/patience.js';
import { defused, type CsvCell } from './csv-cells.js';

/** `readOrg` of what an export is packed from: its pages may take longer than a person would wait for one. */
export const readForExport = <T>(db: Reads, orgId: string, work: (tx: OrgTransaction) => Promise<T>): Promise<T> =>
  db.readOrg(orgId, work, { patience: PATIENCE.EXPORTING });

/** One line, by column. */
export type CsvRow = Readonly<Record<string, CsvCell>>;

/**
 * A list page by page.
 * @param read the rows after a position, at most `size`
 */
export async function* keysetPages<Row, Position>(
  size: number,
  start: Position | null,
  read: (after: Position | null, size: number) => Promise<Row[]>,
  positionOf: (row: Row) => Position,
): AsyncGenerator<Row[], void, undefined> {
  for (let after = start; ;) {
    const rows = await read(after, size);
    yield rows;
    const last = rows.at(-1);
    if (rows.length < size || last === undefined) return;
    after = positionOf(last);
  }
}

/** Without it a spreadsheet on Windows reads the code page of its machine. */
const BYTE_ORDER_MARK = '\ufeff';

/** Whatever any program takes for the end of a cell or a line stands in quotes, and so do spaces that some would trim. */
const QUOTED = /[\r\n\t;|\u0085\u2028\u2029]|^\s|\s$/u;

/**
 * Lines of CSV by RFC 4180. What a stranger typed into a form is opened in a spreadsheet here: no text becomes a formula.
 * @param header whether the names of the columns come first, and before them the byte order mark
 */
export function csvLines(rows: readonly CsvRow[], columns: readonly string[], header: boolean): string {
  const lines = stringify([...rows], {
    columns: [...columns],
    header,
    record_delimiter: 'windows',
    quoted_match: QUOTED,
    cast: { string: defused },
  });
  return header ? BYTE_ORDER_MARK + lines : lines;
}

/** What CSV by RFC 4180 is sent as. */
export const CSV_TYPE = 'text/csv; charset=utf-8; header=present';

/** A list as CSV, a page at a time: a write for each line would take several times as long. */
export async function* csvTexts<Row>(
  pages: AsyncIterable<Row[]>,
  columns: readonly string[],
  toRow: (row: Row) => CsvRow,
): AsyncGenerator<string, void, undefined> {
  let header = true;
  for await (const page of pages) {
    yield csvLines(page.map(toRow), columns, header);
    header = false;
  }
}

/**
 * Answers a list as CSV by RFC 4180. All of it is read before the first byte is sent, and kept compressed: so it can be
 * one snapshot that no slow reader holds open, and what fails is an answer like any other, never a part for the whole.
 * @param csv `name` and `at` name the file; `toRow` gives each row's cells by `columns`
 */
export async function csvReply<Row>(csv: {
  name: string;
  at: Date;
  columns: readonly string[];
  pages: AsyncGenerator<Row[], void, undefined>;
  toRow: (row: Row) => CsvRow;
  req: Request;
}) {
  const { columns, pages, toRow } = csv;
  async function* wanted() {
    for await (const page of pages) {
      // Whoever asked went away.
      if (csv.req.socket.destroyed) return;
      yield page;
    }
  }
  const packed: Buffer[] = [];
  await pipeline(csvTexts(wanted(), columns, toRow), createGzip({ level: constants.Z_BEST_SPEED }), async (bytes) => {
    for await (const some of bytes) packed.push(some as Buffer);
  });
  return {
    status: 200 as const,
    headers: {
      'Content-Type': CSV_TYPE,
      'Content-Disposition': `attachment; filename="${csv.name}-${csv.at.toISOString().slice(0, 10)}.csv"`,
    },
    async write(res: Response): Promise<void> {
      try {
        await pipeline(Readable.from(packed), createGunzip(), res);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      }
    },
  };
}
