import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleLeads } from '../../../settlement/settle.js';
import { checkOrg, foldCounts } from '../../../settlement/tower.js';
import type { SweepDeps } from '../../../settlement/sweep.js';
import { counterLines } from '../../../api/http/metrics.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { foldCounters, readCounters } from '../../../db/platform/queries/counters.js';
import { LEAD_FAMILIES } from '../../../domain/leads/metrics/families.js';
import { towerFlows, towerReps, towerSummary } from '../../../db/leads/queries/tower/standings.js';
import type { Range, TowerFilter } from '../../../db/leads/queries/tower/spans.js';
import type { FlowDefinition } from '../../../domain/leads/flow/definition.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { flowDefinition, World } from '../../support/world.js';

const MINUTE = 60_000;
const SOURCES = ['web', 'facebook', 'nobody'];
let database: TestDatabase;
let db: Database;
let relayDb: Database;
let world: World;
let flowId: string;
let secondTeamId: string;
let repIds: string[];
let nowMs: number;
let logged: Record<string, unknown>[];
let deps: SweepDeps;

/** Two teams by source, a ladder that fires, and what nobody can take. */
function definition(): FlowDefinition {
  const plain = flowDefinition(world.teamId);
  const ladder = [
    { key: 'remind', at: { offset: 'PT0S' }, action: 'REMINDER' as const, repeat: { every: 'PT5M', times: 2 } },
    { key: 'reassign', at: { offset: 'PT2M' }, action: 'REASSIGN' as const },
    { key: 'alert', at: { offset: 'PT10M' }, action: 'MANAGER_ALERT' as const },
  ];
  return {
    ...plain,
    routing: {
      ...plain.routing,
      rules: [
        {
          when: { all: [{ field: 'source', op: 'eq', value: 'facebook' }] },
          teamId: secondTeamId,
          mode: 'AUTO',
          strategy: 'BALANCED',
        },
        {
          when: { all: [{ field: 'source', op: 'eq', value: 'web' }] },
          teamId: world.teamId,
          mode: 'AUTO',
          strategy: 'BALANCED',
        },
      ],
    },
    clocks: plain.clocks.map((clock) => ({ ...clock, atRisk: 0.5, ladder })),
  };
}

beforeAll(async () => {
  database = await createTestDatabase('tower_counts');
  db = openDatabase(database.appUrl, { role: 'pinggo_app', poolSize: 10 });
  relayDb = openDatabase(database.relayUrl, { role: 'pinggo_relay' });
  logged = [];
  const log = pino(
    { level: 'info' },
    { write: (line: string) => logged.push(JSON.parse(line) as Record<string, unknown>) },
  );
  nowMs = Date.now();
  deps = { db, relayDb, outgoing: [], clock: () => nowMs, log };
  world = await World.create(database.ownerUrl);
  const anaId = await world.addRep('Ana', { capacity: 10_000 });
  repIds = [anaId, await world.addRep('Bob', { capacity: 10_000 })];
  secondTeamId = (
    await world.one<{ id: string }>(
      `INSERT INTO teams (org_id, id, name, manager_id) VALUES ($1, gen_random_uuid(), 'Second', $2) RETURNING id`,
      [world.orgId, world.managerId],
    )
  ).id;
  await world.sql.query('INSERT INTO memberships (org_id, team_id, user_id) VALUES ($1, $2, $3)', [
    world.orgId,
    secondTeamId,
    anaId,
  ]);
  flowId = await world.addFlow(definition());
  await checkOrg(deps, world.orgId);
});

afterAll(async () => {
  await world?.close();
  await db?.close();
  await relayDb?.close();
  await database?.drop();
});

const settle = (ids: string[]) =>
  settleLeads(deps, world.orgId, ids, { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });

/** Who held the lead of clock `c` when it was decided, from the history of its assignments, the first who did first. */
const holding = `(SELECT * FROM assignments a WHERE a.lead_id = c.lead_id
  AND (a.ended_at IS NULL OR a.ended_at >= CASE c.status WHEN 'MET' THEN c.met_at ELSE c.deadline_at END)
  AND (c.deadline_at IS NULL OR a.assigned_at < c.deadline_at) ORDER BY a.sequence) a`;

/** What the Control Tower counted before there was anything kept: the rows themselves, one by one. */
async function recount(fromMs: number, toMs: number, filter: TowerFilter) {
  const where = `l.org_id = $1 AND ($4::uuid IS NULL OR l.flow_id = $4) AND ($5::uuid IS NULL OR l.team_id = $5)
    AND ($6::text IS NULL OR l.source = $6)`;
  const open = `l.closed_at IS NULL AND l.status NOT IN ('CLOSED', 'UNQUALIFIED')`;
  const row = await world.one<Record<string, string>>(
    `SELECT received.*, standing.*, escalated.*, contacts.*, decided.* FROM
      (SELECT count(*) AS "newLeads" FROM leads l WHERE ${where} AND received_at >= $2 AND received_at < $3) received,
      (SELECT count(*) AS "openLeads", count(*) FILTER (WHERE breach = 'at_risk') AS "slaAtRisk",
         count(*) FILTER (WHERE breach = 'breached') AS "slaBreached",
         count(*) FILTER (WHERE status = 'UNROUTED') AS "unrouted" FROM leads l WHERE ${where} AND ${open}) standing,
      (SELECT count(*) AS "activeEscalations" FROM (
         SELECT max(fired_at) AS last FROM escalations e JOIN leads l ON l.id = e.lead_id
         WHERE ${where} AND ${open} AND compensated_at IS NULL AND NOT overtaken GROUP BY l.id) escalations
       WHERE last >= $2 AND last < $3) escalated,
      (SELECT count(*) FILTER (WHERE contacted_at IS NOT NULL) AS reached, count(*) FILTER (WHERE contacted_at IS NOT NULL
         OR ${open} OR status = 'CLOSED' AND outcome NOT IN ('INVALID', 'DUPLICATE')) AS "toReach"
       FROM leads l WHERE ${where} AND received_at >= $2 AND received_at < $3) contacts,
      (SELECT count(*) FILTER (WHERE c.status = 'MET') AS met, count(*) AS decided
       FROM clocks c JOIN leads l ON l.id = c.lead_id
       WHERE l.org_id = $1 AND ($4::uuid IS NULL OR l.flow_id = $4) AND ($6::text IS NULL OR l.source = $6)
         AND ($5::uuid IS NULL OR coalesce((SELECT a.team_id FROM ${holding} LIMIT 1), l.team_id) = $5)
         AND started_at >= $2 AND started_at < $3 AND c.status IN ('MET', 'BREACHED')) decided`,
    [
      world.orgId,
      new Date(fromMs),
      new Date(toMs),
      filter.flowId ?? null,
      filter.teamId ?? null,
      filter.source ?? null,
    ],
  );
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
}

const summary = async (range: Range, filter: TowerFilter = {}) => {
  const seen = await db.inOrg(world.orgId, (tx) => towerSummary(tx, range, filter, new Date(nowMs)));
  if (!seen) throw new Error('the counts are not made yet');
  return seen;
};
const between = (fromMs: number, toMs: number): Range => ({ from: new Date(fromMs), to: new Date(toMs) });

/** What each rep and each flow has, from the rows themselves. */
async function recountRepsAndFlows(fromMs: number, toMs: number) {
  const open = `l.closed_at IS NULL AND l.status NOT IN ('CLOSED', 'UNQUALIFIED')`;
  const reps = await world.all(
    `WITH verdicts AS (
       SELECT c.*, (SELECT a.owner_id FROM ${holding} LIMIT 1) AS holder_id, (SELECT a.owner_id FROM assignments a
         WHERE a.lead_id = c.lead_id AND c.status = 'BREACHED' AND a.assigned_at <= c.met_at
           AND (a.ended_at IS NULL OR a.ended_at >= c.met_at) ORDER BY a.sequence DESC LIMIT 1) AS met_by
       FROM clocks c WHERE c.org_id = $1 AND c.status IN ('MET', 'BREACHED'))
     SELECT u.id, (SELECT count(*) FROM leads l WHERE l.owner_id = u.id AND ${open})::int AS "openLeads",
       (SELECT count(DISTINCT l.id) FROM leads l JOIN verdicts v ON v.lead_id = l.id AND v.status = 'BREACHED'
        WHERE ${open} AND v.holder_id IS NOT DISTINCT FROM u.id)::int AS breached,
       (SELECT count(*) FROM ranged v WHERE v.holder_id IS NOT DISTINCT FROM u.id AND v.status = 'MET')::int AS met,
       (SELECT count(*) FROM ranged v WHERE v.holder_id IS NOT DISTINCT FROM u.id)::int AS decided,
       (SELECT count(*) FROM ranged v WHERE v.met_by = u.id AND v.holder_id IS DISTINCT FROM u.id)::int AS "takenOver"
     FROM (SELECT id, name FROM users WHERE org_id = $1 AND role = 'REP' UNION ALL SELECT NULL, NULL) u
     ORDER BY lower(u.name)`.replaceAll(
      'ranged v WHERE',
      'verdicts v WHERE v.started_at >= $2 AND v.started_at < $3 AND',
    ),
    [world.orgId, new Date(fromMs), new Date(toMs)],
  );
  const { breached, met, decided } = reps.pop() as Record<string, number>;
  const flows = await world.all(
    `SELECT f.id, count(l.id)::int AS "openLeads", (count(l.id) FILTER (WHERE l.breach = 'breached'))::int AS breached
     FROM flows f LEFT JOIN leads l ON l.flow_id = f.id AND ${open} WHERE f.org_id = $1 GROUP BY f.id`,
    [world.orgId],
  );
  return { reps, nobodys: { breached, met, decided }, flows };
}

async function expectExact(fromMs: number, toMs: number): Promise<void> {
  for (const filter of [
    {},
    { flowId },
    { teamId: world.teamId },
    { teamId: secondTeamId, source: 'facebook' },
    { source: 'nobody' },
    { flowId, teamId: world.teamId, source: 'web' },
  ])
    expect(await summary(between(fromMs, toMs), filter), JSON.stringify(filter)).toMatchObject(
      await recount(fromMs, toMs, filter),
    );
  const { flows, ...verdicts } = await recountRepsAndFlows(fromMs, toMs);
  expect(await db.inOrg(world.orgId, (tx) => towerReps(tx, between(fromMs, toMs)))).toMatchObject(verdicts);
  expect(await db.inOrg(world.orgId, towerFlows)).toMatchObject(flows);
}

/** As `/metrics` tells it. */
const counted = async (): Promise<string> => counterLines(LEAD_FAMILIES, await readCounters(db));

/** What happened to leads, from their rows, beside what was counted while it happened. */
async function expectCounted(): Promise<void> {
  const recounted = await world.all<{ name: string; value: number }>(
    `SELECT 'leads_qualified_total' AS name, count(*) AS value FROM leads WHERE score > 0
     UNION ALL SELECT format('leads_assigned_total{mode="%s"}', mode), count(*) FROM assignments GROUP BY mode
     UNION ALL SELECT 'leads_unrouted_total', count(*) FROM audit WHERE action = 'lead.unrouted'
     UNION ALL SELECT 'leads_contacted_total', count(*) FROM leads WHERE contacted_at IS NOT NULL
     UNION ALL SELECT format('leads_closed_total{outcome="%s"}', outcome), count(*) FROM leads WHERE status = 'CLOSED' GROUP BY outcome
     UNION ALL SELECT format('sla_clocks_met_total{late="%s"}', (status = 'BREACHED')::text), count(*)
       FROM clocks WHERE met_at IS NOT NULL AND corrected_at IS NULL GROUP BY status = 'BREACHED'
     UNION ALL SELECT 'sla_clocks_corrected_total', count(*) FROM clocks WHERE corrected_at IS NOT NULL
     UNION ALL SELECT 'sla_clocks_breached_total', count(*) FROM clocks WHERE breached_at IS NOT NULL
     UNION ALL SELECT format('escalations_total{action="%s",overtaken="%s"}', action, overtaken::text), count(*)
       FROM escalations GROUP BY action, overtaken
     UNION ALL SELECT 'settlement_lateness_seconds_count', (SELECT count(*) FROM escalations)
       + (SELECT count(at_risk_seen_at) + count(breached_at) FROM clocks)
       + (SELECT count(*) FROM audit WHERE action = 'lead.offer_expired' OR after ? 'pauseEndedAt')
     UNION ALL SELECT 'settlement_lateness_seconds_sum', round(sum(lateMs)) / 1000 FROM (
       SELECT extract(epoch FROM fired_at - due_at) * 1000 FROM escalations
       UNION ALL SELECT extract(epoch FROM breached_at - deadline_at) * 1000 FROM clocks
       UNION ALL SELECT extract(epoch FROM at_risk_seen_at - at_risk_at) * 1000 FROM clocks) AS late (lateMs)`,
  );
  const text = await counted();
  expect(recounted.filter(({ value }) => Number(value) > 0).length).toBeGreaterThan(10);
  for (const { name, value } of recounted)
    if (Number(value) > 0) expect(text).toContain(`\n${name} ${Number(value)}\n`);
  // Each of a family was counted, and nothing else.
  const total = (lines: string[]) => lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  for (const family of ['leads_assigned_total', 'leads_closed_total', 'sla_clocks_met_total', 'escalations_total'])
    expect(total(text.split('\n').filter((line) => line.startsWith(`${family}{`)))).toBe(
      total(recounted.filter(({ name }) => name.startsWith(family)).map(({ value }) => ` ${value}`)),
    );
}

/** A range that ends now has whatever there is: nothing is later. */
async function expectExactToNow(fromMs: number): Promise<void> {
  const range = { from: new Date(fromMs), to: new Date(nowMs), toNow: true };
  for (const filter of [{}, { source: 'web' }])
    expect(await summary(range, filter)).toMatchObject(await recount(fromMs, nowMs + 1, filter));
}

type Step =
  | { kind: 'receive'; source: string; count: number; ageMin: number }
  | { kind: 'prove' | 'close' | 'assign' | 'settle'; share: number }
  | { kind: 'wait'; minutes: number }
  | { kind: 'fold' | 'check' };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('receive' as const),
      source: fc.constantFrom(...SOURCES),
      count: fc.integer({ min: 1, max: 4 }),
      ageMin: fc.integer({ min: 0, max: 3 * 1440 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('prove', 'close', 'assign', 'settle', 'settle'), share }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('fold' as const, 'check' as const) }) },
);

const ids: string[] = [];
const pick = (of: number): string[] => {
  const first = Math.floor(of * Math.max(0, ids.length - 3));
  return ids.slice(first, first + 3);
};

/** A contact on the clock of the settlements, which runs ahead. */
async function proveNow(leadId: string): Promise<void> {
  const proofId = await world.prove(leadId);
  await world.sql.query('UPDATE proofs SET occurred_at = $2, received_at = $2 WHERE id = $1', [
    proofId,
    new Date(nowMs),
  ]);
}

async function take(one: Step): Promise<void> {
  switch (one.kind) {
    case 'receive':
      ids.push(
        ...(await world.receiveMany(one.count, {
          source: one.source,
          receivedAt: new Date(nowMs - one.ageMin * MINUTE),
        })),
      );
      return;
    case 'prove':
      for (const id of pick(one.share)) await proveNow(id);
      return;
    case 'close':
      for (const id of pick(one.share)) await world.command(id, { kind: 'CLOSE', outcome: 'LOST' });
      return;
    case 'assign':
      for (const id of pick(one.share))
        await world.command(id, { kind: 'ASSIGN', ownerId: repIds[one.share < 0.5 ? 0 : 1]! });
      return;
    case 'settle':
      await settle(one.share < 0.2 ? ids : pick(one.share));
      return;
    case 'wait':
      nowMs += one.minutes * MINUTE;
      return;
    case 'fold':
      await foldCounts(deps);
      return;
    case 'check':
      expect(await checkOrg(deps, world.orgId)).toBe(0);
  }
}

describe('the counts that are kept', () => {
  it('equal a recount after whatever happened, over any range and filter', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 25 }),
        fc.integer({ min: 1, max: 4 * 1440 * MINUTE }),
        fc.integer({ min: 0, max: 1440 * MINUTE }),
        async (steps, length, until) => {
          for (const one of steps) await take(one);
          await expectExact(nowMs - until - length, nowMs - until);
          await expectExactToNow(nowMs - length);
          await expectExact(nowMs - 5 * 1440 * MINUTE, nowMs + MINUTE);
        },
      ),
      // A failing run is not made smaller: what was done stays done.
      { numRuns: 12, endOnFailure: true },
    );
    // Given to somebody else after its deadline, and reached by them.
    const rescued = await world.receive({ source: 'web', receivedAt: new Date(nowMs) });
    for (const minutes of [0, 15, 2]) {
      nowMs += minutes * MINUTE;
      await settle([rescued]);
    }
    nowMs += MINUTE;
    await proveNow(rescued);
    await settle([rescued]);
    await expectExactToNow(nowMs - 1440 * MINUTE);
    await expectExact(nowMs - 5 * 1440 * MINUTE, nowMs + MINUTE);
    expect(await checkOrg(deps, world.orgId)).toBe(0);
    // Paused after its deadline: it is not late just now, and stays with who let it lapse.
    const paused = await world.receive({ source: 'web', receivedAt: new Date(nowMs) });
    for (const minutes of [0, 15]) {
      nowMs += minutes * MINUTE;
      await settle([paused]);
    }
    await world.command(paused, { kind: 'PAUSE' });
    await settle([paused]);
    await expectExact(nowMs - 5 * 1440 * MINUTE, nowMs + MINUTE);
    expect(await checkOrg(deps, world.orgId)).toBe(0);
    const seen = await summary(between(nowMs - 5 * 1440 * MINUTE, nowMs + MINUTE));
    // What was compared was not nothing.
    for (const name of [
      'newLeads',
      'openLeads',
      'slaBreached',
      'unrouted',
      'activeEscalations',
      'decided',
      'reached',
    ] as const)
      expect(seen[name], name).toBeGreaterThan(0);
    const { reps, nobodys } = await db.inOrg(world.orgId, (tx) =>
      towerReps(tx, between(nowMs - 5 * 1440 * MINUTE, nowMs + MINUTE)),
    );
    expect(reps.reduce((sum, { takenOver }) => sum + takenOver, 0)).toBeGreaterThan(0);
    expect(nobodys.decided).toBeGreaterThan(0);
    await settle(ids);
    await expectCounted();
    const once = await counted();
    await settle(ids);
    // Folded or not, and settled again by an activity that is tried again: each thing that happened is counted once.
    await foldCounters(relayDb);
    await foldCounters(relayDb);
    expect(await world.all('SELECT FROM counter_deltas')).toEqual([]);
    expect(await counted()).toBe(once);
    expect(reps.reduce((sum, { decided }) => sum + decided, nobodys.decided)).toBe(seen.decided);
  });

  it('are exact while eight write, somebody folds and somebody checks', { timeout: 120_000 }, async () => {
    let writing = true;
    const writer = async (n: number): Promise<void> => {
      for (let round = 0; round < 6; round += 1) {
        const mine = await world.receiveMany(5, { source: SOURCES[n % 3]!, receivedAt: new Date(nowMs - 20 * MINUTE) });
        await settle(mine);
        await world.prove(mine[0]!);
        await world.command(mine[1]!, { kind: 'CLOSE', outcome: 'WON' });
        await settle(mine);
      }
    };
    const helper = async (): Promise<void> => {
      while (writing) {
        await foldCounts(deps);
        // It sees one state of the database: leads and deltas that were committed together.
        expect(await checkOrg(deps, world.orgId)).toBe(0);
        await foldCounters(relayDb);
      }
    };
    const helpers = [helper(), helper()];
    await Promise.all(Array.from({ length: 8 }, (_, n) => writer(n))).finally(() => (writing = false));
    await Promise.all(helpers);
    await expectCounted();
    await expectExact(nowMs - 60 * MINUTE, nowMs + MINUTE);
    await foldCounts(deps);
    await expectExact(nowMs - 60 * MINUTE, nowMs + MINUTE);
    expect(await checkOrg(deps, world.orgId)).toBe(0);
  });

  it('that drifted are repaired by the check, told as an error and counted', async () => {
    await world.sql.query(
      `UPDATE tower_counts SET amounts = amounts || jsonb_build_object('open', (amounts->>'open')::int + 5)
       WHERE org_id = $1 AND breakdown = 'ALL' AND span = 'NOW'`,
      [world.orgId],
    );
    // Past the settlement: nobody counted it.
    await world.sql.query(`UPDATE leads SET source = 'moved' WHERE org_id = $1 AND id = $2`, [world.orgId, ids[0]]);
    const drifted = await checkOrg(deps, world.orgId);
    expect(drifted).toBeGreaterThan(1);
    const told = logged.filter(({ msg }) => String(msg).includes('had drifted'));
    expect(told).toMatchObject([{ level: 50, orgId: world.orgId, drifted }]);
    const { value } = await world.one<{ value: string }>(
      `SELECT value FROM counters WHERE name = 'rollup_drift_total'`,
    );
    expect(Number(value)).toBe(drifted);
    expect(await checkOrg(deps, world.orgId)).toBe(0);
    await expectExact(nowMs - 5 * 1440 * MINUTE, nowMs + MINUTE);
  });

  it('are folded to the last delta', async () => {
    await settle(await world.receiveMany(3));
    expect(await foldCounts(deps)).toBeGreaterThan(0);
    expect(await foldCounts(deps)).toBe(0);
    await expectExact(nowMs - 60 * MINUTE, nowMs + MINUTE);
  });
});
