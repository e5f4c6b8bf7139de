import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import {
  delimiterOf,
  readHeader,
  readRow,
  type ImportColumn,
  type ImportHeader,
  type ImportIssue,
  type ImportRow,
} from '../../../domain/platform/people/import.js';
import { MOST_PEOPLE } from '../contract/people-import.js';

export interface ReadFile {
  titles: string[];
  header: ImportHeader;
  rows: ImportRow[];
  issues: ImportIssue[];
}

/** Pieces of the text that are parsed at a time: so others are served meanwhile. */
const PIECE = 64 * 1024;

function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += PIECE) yield text.slice(at, at + PIECE);
}

/** Why a file cannot be read on, in words. */
const WHY: Partial<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'A quotation mark is not closed: nothing after it could be read.',
  CSV_INVALID_CLOSING_QUOTE: 'There is text behind a closing quotation mark: double a mark that belongs to the text.',
  INVALID_OPENING_QUOTE: 'There is a quotation mark in the middle of a cell: put the whole cell in quotation marks.',
  CSV_MAX_RECORD_SIZE: 'This line is too long.',
};

/** Reads a file of people, as far as it can be read. Whether what it says can be is for who knows the org. */
export async function readFile(
  csv: string,
  mapping: Partial<Record<ImportColumn, string>> | undefined,
): Promise<ReadFile> {
  const parser = Readable.from(piecesOf(csv)).pipe(
    parse({
      bom: true,
      delimiter: delimiterOf(csv),
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
      max_record_size: 100_000,
    }),
  );
  const file: ReadFile = { titles: [], header: readHeader([], mapping), rows: [], issues: [] };
  let isFirst = true;
  try {
    for await (const one of parser) {
      const { record, info } = one as { record: string[]; info: { lines: number } };
      if (isFirst) {
        isFirst = false;
        file.titles = record;
        file.header = readHeader(record, mapping);
        file.issues.push(...file.header.issues);
        // Without e-mail addresses nobody can be known.
        if (file.header.issues.length > 0) break;
        continue;
      }
      if (record.every((cell) => cell === '')) continue;
      if (file.rows.length === MOST_PEOPLE) {
        file.issues.push({
          line: info.lines,
          column: null,
          message: `There are more than ${MOST_PEOPLE} people in the file: divide it.`,
        });
        break;
      }
      if (record.length > file.titles.length)
        file.issues.push({
          line: info.lines,
          column: null,
          message: `There are ${record.length} cells, and ${file.titles.length} titles: put a cell that contains the separator in quotation marks.`,
        });
      file.rows.push(readRow(record, info.lines, file.header));
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
    file.issues.push({ line, column: null, message: WHY[error.code] ?? 'This line cannot be read as CSV.' });
  }
  return file;
}
