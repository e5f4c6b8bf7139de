import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { UserError } from '../system.js';

export interface FileLead {
  id: string;
  receivedAtMs: number;
  amountEur: number | null;
}

export interface FileContact {
  /** Line of the file, from 1; the heading is line 1. */
  line: number;
  leadId: string;
  startedAtMs: number;
  kind: string;
  rep: string;
}

/** Which kinds of work reach the person. */
const isContact = (kind: string): boolean => kind === 'LEAD_HANDLING' || kind.endsWith('_CALL');

/** The first leads of a file by time of receipt, at most `limit`. */
export async function readLeads(file: string, limit: number | null): Promise<FileLead[]> {
  const leads: FileLead[] = [];
  for await (const { row, line } of rowsOf(file, ['lead_id', 'received_at', 'amount_eur'])) {
    const { lead_id: id, received_at: received, amount_eur: amount } = row;
    const amountEur = amount ? Number(amount) : null;
    leads.push({ id: id!, receivedAtMs: instant(file, line, received!), amountEur });
  }
  if (leads.length === 0) throw new UserError(`${file} has no leads.`);
  const seen = new Set(leads.map(({ id }) => id));
  if (seen.size < leads.length) throw new UserError(`${file} has the same lead_id on several lines.`);
  leads.sort((a, b) => a.receivedAtMs - b.receivedAtMs);
  return limit === null ? leads : leads.slice(0, limit);
}

/** The contacts of these leads, by lead, each lead's in the order of time. */
export async function readContacts(file: string, leads: readonly FileLead[]): Promise<Map<string, FileContact[]>> {
  const contacts = new Map<string, FileContact[]>(leads.map(({ id }) => [id, []]));
  for await (const { row, line } of rowsOf(file, ['lead_id', 'started_at', 'kind'])) {
    const ofLead = contacts.get(row['lead_id']!);
    const kind = row['kind']!;
    if (!ofLead || !isContact(kind)) continue;
    const startedAtMs = instant(file, line, row['started_at']!);
    ofLead.push({ line, leadId: row['lead_id']!, startedAtMs, kind, rep: row['rep'] ?? '' });
  }
  for (const ofLead of contacts.values()) ofLead.sort((a, b) => a.startedAtMs - b.startedAtMs || a.line - b.line);
  return contacts;
}

/** @throws UserError when the file cannot be read, is no CSV, or lacks one of the columns. */
async function* rowsOf(file: string, columns: string[]) {
  const path = await find(file);
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true, info: true });
  const streams = path.endsWith('.gz') ? [createReadStream(path), createGunzip()] : [createReadStream(path)];
  // Errors come out of the loop below.
  pipeline([...streams, parser], () => {});
  try {
    let checked = false;
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>) {
      const missing = checked ? [] : columns.filter((column) => !(column in record));
      if (missing.length > 0) throw new UserError(`${file} has no column ${missing.join(', ')}.`);
      checked = true;
      yield { row: record, line: info.lines };
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file} could not be read: ${(error as Error).message}`, { cause: error });
  }
}

/** npm runs scripts in the project's root: a path may be meant from where the person stood. */
async function find(file: string): Promise<string> {
  for (const from of [process.cwd(), process.env['INIT_CWD'] ?? process.cwd()]) {
    const path = resolve(from, file);
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  throw new UserError(`There is no file ${resolve(file)}.`);
}

function instant(file: string, line: number, text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new UserError(`${file}, line ${line}: «${text}» is not an instant.`);
  return at;
}
