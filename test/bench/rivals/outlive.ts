import { setTimeout as delay } from 'node:timers/promises';
import { nowMs, send } from '../load/http.js';
import { steadily } from '../load/steadily.js';
import type { Signed } from '../signed.js';
import { spread, type Spread } from '../stats.js';
import type { Contender, Happened, Happening } from './contender.js';
import type { Supervised } from './supervised.js';

/** How long the leads take to come in, and how long after a lead every second one has its proof. */
const COMING_IN_MS = 10_000;
const PROOF_AFTER_MS = 5_000;
const AGAIN_MS = 250;

/** What became of leads that something happened to on their way. */
export interface Outcome {
  leads: number;
  /** Without an owner at the end. */
  ownerless: number;
  /** Reminders, breaches and reassignments that there should be, and are not. */
  missing: number;
  twice: number;
  early: number;
  /** Breached or reassigned although the proof was accepted in time. */
  wrong: number;
  /** Of those that breached, in milliseconds. */
  lateness: Spread;
}

/** Sends until it is answered 202, as senders of webhooks do. */
async function sendUntilTaken(api: Supervised, { path, headers, body }: Signed): Promise<{ id: string; atMs: number }> {
  for (;;) {
    const answer = api.port === null ? null : await send(api.port, path, headers, body).catch(() => null);
    if (answer?.status === 202) return { id: (answer.body as { leadId: string }).leadId, atMs: answer.atMs };
    if (answer && answer.status < 500 && answer.status !== 429)
      throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    await delay(AGAIN_MS);
  }
}

interface Sent {
  id: string;
  /** Null: nobody reached this one. */
  provedAtMs: number | null;
}

/** Sends leads evenly, and a proof for every second one. */
export async function sendLeads(contender: Contender, api: Supervised, count: number): Promise<Sent[]> {
  const one = async (i: number): Promise<Sent> => {
    const { id } = await sendUntilTaken(api, contender.newLead());
    if (i % 2 === 0) return { id, provedAtMs: null };
    await delay(PROOF_AFTER_MS);
    return { id, provedAtMs: (await sendUntilTaken(api, contender.newProof(id))).atMs };
  };
  return steadily({ perSecond: (count * 1000) / COMING_IN_MS, count }, one);
}

const STEPS: Happening[] = ['remind', 'breached', 'reassign'];

/** Waits until all has happened that should, or it is given up; then counts. @param targetMs of the clock */
export async function outcomeOf(
  contender: Contender,
  sent: readonly Sent[],
  targetMs: number,
  mostMs: number,
): Promise<Outcome> {
  const ids = sent.map(({ id }) => id);
  const unproved = new Set(sent.flatMap(({ id, provedAtMs }) => (provedAtMs === null ? [id] : [])));
  const untilMs = nowMs() + mostMs;
  const read = async (): Promise<Record<string, Happened[]>> =>
    Object.fromEntries(
      await Promise.all(STEPS.map(async (step) => [step, await contender.happened(step, ids)] as const)),
    );
  const missingOf = (all: Record<string, Happened[]>) =>
    STEPS.reduce((sum, step) => {
      const seen = new Set(all[step]!.map(({ leadId }) => leadId));
      return sum + [...unproved].filter((id) => !seen.has(id)).length;
    }, 0);
  let all = await read();
  while (missingOf(all) > 0 && nowMs() < untilMs) {
    await delay(500);
    all = await read();
  }
  // Whatever would fire although it should not.
  await delay(3_000);
  all = await read();
  const { rows } = await contender.sql.query<{ id: string; owned: boolean; dueAtMs: number }>(
    `SELECT id, owner_id IS NOT NULL AS owned, (extract(epoch FROM received_at) * 1000 + $3)::float8 AS "dueAtMs" FROM leads
     WHERE org_id = $1 AND id = ANY($2::uuid[])`,
    [contender.orgId, ids, targetMs],
  );
  const dueAtMs = new Map(rows.map((row) => [row.id, row.dueAtMs]));
  const inTime = new Set(
    sent.flatMap(({ id, provedAtMs }) => (provedAtMs !== null && provedAtMs < dueAtMs.get(id)! ? [id] : [])),
  );
  const every = STEPS.flatMap((step) => all[step]!);
  const breached = all['breached']!.filter(({ leadId }) => unproved.has(leadId));
  return {
    leads: ids.length,
    ownerless: ids.length - rows.filter(({ owned }) => owned).length,
    missing: missingOf(all),
    twice: STEPS.reduce(
      (sum, step) => sum + all[step]!.length - new Set(all[step]!.map(({ leadId }) => leadId)).size,
      0,
    ),
    early: every.filter(({ atMs, dueAtMs: due }) => due !== null && atMs < due).length,
    wrong: [...all['breached']!, ...all['reassign']!].filter(({ leadId }) => inTime.has(leadId)).length,
    lateness: spread(breached.map(({ atMs, leadId }) => atMs - dueAtMs.get(leadId)!)),
  };
}
