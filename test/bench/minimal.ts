import { v7 as newId } from 'uuid';
import { waitFor } from '../support/wait.js';
import type { Lab } from './lab.js';
import { inLanes } from './lanes.js';
import { nowMs } from './load/http.js';
import { committedAtMs } from './watch/committed.js';

/** Starts of minimal workflows under way at a time. */
const LANES = 25;

/** When the rows of these minimal workflows were committed, in epoch milliseconds. */
export async function minimalRows({ tenant: { world } }: Lab, prefix: string): Promise<Map<string, number>> {
  const rows = await world.all<{ id: string; atMs: number }>(
    `SELECT id, ${committedAtMs()} AS "atMs" FROM bench_rows WHERE id LIKE $1 || '%'`,
    [prefix],
  );
  return new Map(rows.map(({ id, atMs }) => [id, atMs]));
}

/** @returns how many a second had their row, from the first act to the last commit */
async function rowsPerSecond(lab: Lab, ids: readonly string[], prefix: string, act: (id: string) => Promise<void>) {
  const startedAtMs = nowMs();
  await inLanes(ids, LANES, act);
  await waitFor('all minimal rows', async () => (await minimalRows(lab, prefix)).size === ids.length, 300_000);
  return (ids.length * 1000) / (Math.max(...(await minimalRows(lab, prefix)).values()) - startedAtMs);
}

/** A plain client starts so many minimal workflows as fast as it can. @returns how many a second had their row */
export async function beginMinimal(lab: Lab, count: number): Promise<number> {
  const prefix = `begin-${newId()}-`;
  const ids = Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  return rowsPerSecond(lab, ids, prefix, (id) => lab.plain.start('minimalBegin', id, [id]));
}

/** A plain client signals so many minimal workflows that wait for it as fast as it can. @returns rows a second */
export async function proveMinimal(lab: Lab, count: number): Promise<number> {
  const prefix = `prove-${newId()}-`;
  const ids = Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  await inLanes(ids, LANES, (id) => lab.plain.start('minimalProof', id, [id]));
  return rowsPerSecond(lab, ids, prefix, (id) => lab.client.workflow.getHandle(id).signal('bell'));
}
