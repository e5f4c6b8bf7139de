import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.js';
import type { World } from '../support/world.js';
import { type RunningLead, openSkippingLab, type SkippingLab } from '../workflows/harness.js';
import { goldenCases, type GoldenCase, type Row } from './document.js';
import { happeningsOf, type Happening } from './happening.js';
import { outcomeOf, type Told } from './outcome.js';
import { policyOf } from './policy.js';
import { nextMonday, Week, weekOfSpring } from './week.js';

/** How long after the last row we look whether anything else comes. */
const AFTERMATH_MS = 3 * 86_400_000;

let skipping: SkippingLab;
let env: SkippingLab['env'];
let lab: SkippingLab['lab'];

beforeAll(async () => {
  skipping = await openSkippingLab('golden');
  ({ env, lab } = skipping);
});

afterAll(async () => {
  await skipping?.close();
});

async function sleepUntil(atMs: number): Promise<void> {
  const waitMs = atMs - (await env.currentTimeMs());
  if (waitMs > 0) await env.sleep(waitMs);
}

/** Everything that the lead's workflow had to do by now is done, and it waits for what comes later. */
async function settled(lead: RunningLead): Promise<void> {
  await waitFor('the lead is settled', async () => {
    const row = await lead.world.one<{ status: string; due: Date | null; waiting: number }>(
      `SELECT l.status, l.next_due_at AS due,
        (SELECT count(*) FROM proofs p WHERE p.lead_id = l.id AND p.applied_at IS NULL)
          + (SELECT count(*) FROM commands q WHERE q.lead_id = l.id AND q.applied_at IS NULL) AS waiting
       FROM leads l WHERE l.id = $1`,
      [lead.id],
    );
    const nowMs = await env.currentTimeMs();
    return row.status !== 'RECEIVED' && Number(row.waiting) === 0 && (row.due === null || row.due.getTime() > nowMs);
  });
}

/**
 * Plays a case through a real workflow, its real activities and rows, on a server that skips time. What
 * happens is stamped with its very instant: the server's now is some milliseconds later each time.
 */
async function play(golden: GoldenCase): Promise<Row[]> {
  const policy = policyOf(golden);
  const { timeZone } = policy.hours;
  const world = await lab.newWorld();
  const calendarId = await world.addCalendar(policy.hours);
  const idOf = new Map<string, string>();
  for (const { name, capacity, keepsHours } of policy.reps)
    idOf.set(name, await world.addRep(name, { capacity, ...(keepsHours ? { calendarId } : {}) }));
  const userId = (name: string): string => idOf.get(name)!;
  await world.addFlow(policy.flow({ teamId: world.teamId, calendarId, userId }));

  const nowMs = await env.currentTimeMs();
  const mondayMs = policy.springs ? weekOfSpring(timeZone, nowMs) : nextMonday(nowMs);
  const [arrival, ...later] = happeningsOf(golden.happened, new Week(timeZone, mondayMs), userId);
  await sleepUntil(arrival!.atMs);
  const lead = await lab.start(world, { receivedAt: new Date(arrival!.atMs) });
  await settled(lead);
  for (const happening of later) {
    await sleepUntil(happening.atMs);
    await settled(lead);
    await happen(world, lead, happening);
    await settled(lead);
  }
  await env.sleep(AFTERMATH_MS);
  await settled(lead);

  const log = await world.all<Told>(
    `SELECT extract(epoch FROM at) * 1000 AS "atMs", action, after FROM audit
     WHERE lead_id = $1 AND entity_type <> 'work_item' ORDER BY id`,
    [lead.id],
  );
  if ((await lead.row()).status !== 'CLOSED') await lead.command({ kind: 'CLOSE', outcome: 'LOST' });
  await lead.handle.result();
  const names = new Map([...idOf].map(([name, id]) => [id, name]));
  return outcomeOf(
    log.map((told) => ({ ...told, atMs: Number(told.atMs) })),
    { week: new Week(timeZone, mondayMs), nameOf: (id) => names.get(id) ?? id },
  );
}

async function happen(world: World, lead: RunningLead, happening: Happening): Promise<void> {
  switch (happening.type) {
    case 'PROOF':
      await lead.prove(happening.kind, happening.occurredAtMs, happening.atMs, happening.outcome);
      return;
    case 'COMMAND':
      return lead.command(happening.request, happening.atMs);
    case 'LEAVE':
      await world.sql.query(
        `INSERT INTO absences (org_id, id, user_id, cause, from_at) VALUES ($1, $2, $3, 'TIME_OFF', $4)`,
        [world.orgId, newId(), happening.userId, new Date(happening.atMs)],
      );
      return lead.command({ kind: 'REPLAN', absentUserId: happening.userId, reason: 'leave' }, happening.atMs);
    case 'ARRIVES':
      throw new Error('a lead comes in once, first');
  }
}

describe('golden cases, through real workflows with skipped time', () => {
  it.each(goldenCases())('$title', async (golden) => {
    expect(await play(golden)).toEqual(golden.expected);
  });
});
