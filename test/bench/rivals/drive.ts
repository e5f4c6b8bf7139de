import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../figure.js';
import { inLanes } from '../lanes.js';
import { takeIn } from '../lives.js';
import { fire } from '../load/guns.js';
import { nowMs, post } from '../load/http.js';
import type { Child } from '../system.js';
import { begun, waiting, type Contender } from './contender.js';

const POLL_MS = 40;

export interface Burst {
  /** Answers 202 a second. */
  rate: number;
  p50: number;
  p99: number;
  /** From the last 202 until all leads have an owner and a deadline. */
  behindMs: number;
}

/** Sends leads over so many connections, each the next one as soon as it is answered. @param count as many as `connections` divides */
export async function burst(
  bench: Bench,
  contender: Contender,
  api: Child,
  count: number,
  connections: number,
): Promise<Burst> {
  const leads = Array.from({ length: count }, () => contender.newLead());
  const { rate, p50, p99, answeredAtMs } = await fire(bench, { child: api }, leads, connections);
  while ((await waiting(contender)) > 0) await delay(POLL_MS);
  return { rate, p50, p99, behindMs: nowMs() - Math.max(...answeredAtMs) };
}

/** Proofs one at a time, for leads that wait. @returns milliseconds from each one's sending to the stop's commit */
export async function proofs(contender: Contender, api: Child, count: number, pauseMs: number): Promise<number[]> {
  const ids: string[] = [];
  await inLanes(Array.from({ length: count }), 16, async () => void ids.push((await takeIn(contender, api)).id));
  while ((await begun(contender, ids)) < count) await delay(POLL_MS);
  // What the begin left to do elsewhere.
  await delay(1_000);
  const sent = new Map<string, number>();
  for (const id of ids) {
    const { path, headers, body } = contender.newProof(id);
    sent.set(id, nowMs());
    await post(api.port, path, headers, body);
    await delay(pauseMs);
  }
  for (;;) {
    const met = await contender.happened('met', ids);
    if (met.length >= count) return met.map(({ leadId, atMs }) => atMs - sent.get(leadId)!);
    await delay(POLL_MS);
  }
}
