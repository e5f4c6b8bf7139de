import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type pg from 'pg';
import { watchCpu, type CpuUse, type Watched } from './cpu.js';
import { inLanes } from './lanes.js';
import { post } from './load/http.js';
import type { Signed } from './signed.js';
import type { Child } from './system.js';

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

/** Whose leads live: an org, and what is sent for it. */
export interface Living {
  readonly orgId: string;
  /** Has a table `leads` with `org_id`, `id` and `status`. */
  readonly sql: pg.Pool;
  newLead(): Signed;
  newProof(leadId: string): Signed;
  closing(leadId: string): Promise<Signed>;
}

/** What a lead in this status has behind it. */
const REACHED: Record<string, string[]> = {
  ASSIGNED: ['ASSIGNED'],
  CONTACTED: ['ASSIGNED', 'CONTACTED'],
  CLOSED: ['ASSIGNED', 'CONTACTED', 'CLOSED'],
};

/** Sends a new lead. @returns its id, and when its 202 was there */
export async function takeIn(living: Pick<Living, 'newLead'>, api: Child): Promise<{ id: string; atMs: number }> {
  const { path, headers, body } = living.newLead();
  const answer = await post(api.port, path, headers, body);
  return { id: (answer.body as { leadId: string }).leadId, atMs: answer.atMs };
}

async function statuses({ sql, orgId }: Living, ids: readonly string[]) {
  const { rows } = await sql.query<{ id: string; status: string }>(
    'SELECT id, status FROM leads WHERE org_id = $1 AND id = ANY($2::uuid[])',
    [orgId, ids],
  );
  return rows;
}

/** Whole lives through the API, so many under way at a time: signed lead, proof, close. */
export async function live(living: Living, api: Child, count: number, inFlight: number): Promise<void> {
  const stages = new Stages();
  let over = false;
  const watching = (async () => {
    while (!over) {
      const ids = [...new Set(stages.keys.map((key) => key.split(' ')[0]!))];
      const known = ids.length > 0 ? await statuses(living, ids) : [];
      for (const { id, status } of known) for (const stage of REACHED[status] ?? []) stages.reached(`${id} ${stage}`);
      await delay(POLL_MS);
    }
  })();
  await inLanes(Array.from({ length: count }), inFlight, async () => {
    const { id } = await takeIn(living, api);
    await stages.until(`${id} ASSIGNED`);
    const proof = living.newProof(id);
    await post(api.port, proof.path, proof.headers, proof.body);
    await stages.until(`${id} CONTACTED`);
    const closing = await living.closing(id);
    await post(api.port, closing.path, closing.headers, closing.body);
    await stages.until(`${id} CLOSED`);
  });
  over = true;
  await watching;
}

/** Waits until so many workflows of a type have completed: there a life ends, not with its row. */
export async function untilCompleted(client: Client, type: string, total: number): Promise<void> {
  for (;;) {
    const { count } = await client.workflow.count(`WorkflowType = '${type}' AND ExecutionStatus = 'Completed'`);
    if (count >= total) return;
    await delay(100);
  }
}

export interface Lived {
  rate: number;
  seconds: number;
  /** Cores used, by process. */
  cpu: CpuUse;
  /** CPU milliseconds for each life, by process: what is left of a figure on a machine that others use too. */
  cost: CpuUse;
}

/** So many lives, and what they cost the processes that are watched. */
export async function measureLives(watched: Watched[], count: number, work: () => Promise<void>): Promise<Lived> {
  const used = await watchCpu(watched);
  const startedAtMs = performance.now();
  await work();
  const seconds = (performance.now() - startedAtMs) / 1000;
  const cpu = await used();
  const cost = Object.fromEntries(Object.entries(cpu).map(([name, cores]) => [name, (cores * seconds * 1000) / count]));
  return { rate: count / seconds, seconds, cpu, cost };
}

export const costOf = ({ cost }: Pick<Lived, 'cost'>): number => Object.values(cost).reduce((sum, ms) => sum + ms, 0);
