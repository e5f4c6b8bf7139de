import { setTimeout as delay } from 'node:timers/promises';
import { inLanes } from '../lab.js';
import { nowMs, post } from '../load/http.js';
import { percentile } from '../stats.js';
import type { Child } from '../system.js';
import { begun, statuses, type Contender } from './contender.js';

const POLL_MS = 40;

/** Lets lives wait for a stage; whoever sees the stage reached resolves them. */
export class Stages {
  private readonly waiting = new Map<string, () => void>();
  until(key: string): Promise<void> {
    return new Promise((resolve) => this.waiting.set(key, resolve));
  }
  reached(key: string): void {
    this.waiting.get(key)?.();
    this.waiting.delete(key);
  }
  get keys(): string[] {
    return [...this.waiting.keys()];
  }
}

/** What a lead in this status has behind it. */
const REACHED: Record<string, string[]> = {
  ASSIGNED: ['ASSIGNED'],
  CONTACTED: ['ASSIGNED', 'CONTACTED'],
  CLOSED: ['ASSIGNED', 'CONTACTED', 'CLOSED'],
};

/** Sends a new lead. @returns its id */
export async function takeIn(contender: Contender, api: Child): Promise<string> {
  const { path, headers, body } = contender.newLead();
  return ((await post(api.port, path, headers, body)).body as { leadId: string }).leadId;
}

/** Whole lives through the API, so many under way at a time: signed lead, proof, close. */
export async function lives(contender: Contender, api: Child, count: number, inFlight: number): Promise<void> {
  const stages = new Stages();
  let over = false;
  const watching = (async () => {
    while (!over) {
      const ids = [...new Set(stages.keys.map((key) => key.split(' ')[0]!))];
      const known = ids.length > 0 ? await statuses(contender, ids) : [];
      for (const [id, status] of known) for (const stage of REACHED[status] ?? []) stages.reached(`${id} ${stage}`);
      await delay(POLL_MS);
    }
  })();
  await inLanes(Array.from({ length: count }), inFlight, async () => {
    const id = await takeIn(contender, api);
    await stages.until(`${id} ASSIGNED`);
    const proof = contender.newProof(id);
    await post(api.port, proof.path, proof.headers, proof.body);
    await stages.until(`${id} CONTACTED`);
    const closing = await contender.closing(id);
    await post(api.port, closing.path, closing.headers, closing.body);
    await stages.until(`${id} CLOSED`);
  });
  over = true;
  await watching;
}

export interface Burst {
  /** Answers 202 a second. */
  rate: number;
  p50: number;
  p99: number;
  /** From the last 202 until all leads have an owner and a deadline. */
  behindMs: number;
}

/** Sends leads over so many connections, each the next one as soon as it is answered. */
export async function burst(contender: Contender, api: Child, count: number, connections: number): Promise<Burst> {
  const leads = Array.from({ length: count }, () => contender.newLead());
  const ids: string[] = [];
  const took: number[] = [];
  const startedAtMs = nowMs();
  await inLanes(leads, connections, async ({ path, headers, body }) => {
    const sentAtMs = nowMs();
    const answer = await post(api.port, path, headers, body);
    took.push(answer.atMs - sentAtMs);
    ids.push((answer.body as { leadId: string }).leadId);
  });
  const answeredAtMs = nowMs();
  while ((await begun(contender, ids)) < count) await delay(POLL_MS);
  return {
    rate: (count * 1000) / (answeredAtMs - startedAtMs),
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    behindMs: nowMs() - answeredAtMs,
  };
}

/** Proofs one at a time, for leads that wait. @returns milliseconds from each one's sending to the stop's commit */
export async function proofs(contender: Contender, api: Child, count: number, pauseMs: number): Promise<number[]> {
  const ids: string[] = [];
  await inLanes(Array.from({ length: count }), 16, async () => void ids.push(await takeIn(contender, api)));
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
