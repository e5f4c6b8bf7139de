import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { projectRoot } from '../../cli/stack/paths.js';
import { UsageError } from './arguments.js';
import type { FigureResult } from './figure.js';
import type { TemporalKind } from './temporal/server.js';

/** A run as it is kept: what was measured, and what it means nothing without. */
export interface RunRecord {
  /** ISO 8601, when it was written last. */
  at: string;
  /** Missing in runs of before there was a choice: `dev`. */
  temporal?: TemporalKind;
  /** Hardware, versions, commit: whatever the report shows of them. */
  machine: Record<string, string>;
  rounds: number;
  quick: boolean;
  /** Leads that were there before each figure; missing in runs of before there was a choice: none. */
  filled?: number;
  /** Settings given to all processes, NAME=VALUE. */
  environment: string[];
  results: Record<string, (FigureResult & { seconds?: number }) | { error: string }>;
}

/** Where runs are kept unless told otherwise: in the project, and never in its commits. */
const RECORDS = join(projectRoot, '.pinggo-bench');

export function recordFile(temporal: TemporalKind, quick: boolean, startedAt: Date): string {
  const stamp = startedAt.toISOString().slice(0, 19).replaceAll(':', '-');
  return join(RECORDS, `${stamp}-${temporal}${quick ? '-quick' : ''}.json`);
}

export async function writeRecord(file: string, record: RunRecord): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(record, null, 2)}\n`);
}

/** @throws UsageError when it is not there, or is no run */
export async function readRecord(file: string): Promise<RunRecord> {
  const text = await readFile(resolve(file), 'utf8').catch((error: Error) => {
    throw new UsageError(`${file} cannot be read (${error.message}). Runs are kept in ${RECORDS}.`);
  });
  try {
    const record = JSON.parse(text) as Partial<RunRecord> | null;
    if (typeof record?.results === 'object' && typeof record.machine === 'object') return record as RunRecord;
  } catch {
    // Said below.
  }
  throw new UsageError(`${file} is not the raw figures of npm run bench.`);
}
