import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clockWaits,
  escalationIsActive,
  escalationIsLast,
  holderOf as holderSql,
  leadEndedUnreached,
  leadIsOpen,
  leadIsOpenByIndex,
  leadIsPaused,
  leadWaitsForContact,
  rescuerOf as rescuerSql,
} from '../../../db/leads/predicates.js';
import { askedOf } from '../../../db/leads/queries/commands.js';
import { loadLeads } from '../../../db/leads/queries/settlement/lead-state.js';
import { isPaused } from '../../../domain/leads/clocks/paused.js';
import { situationOf, type LeadSituation } from '../../../domain/leads/commands/situation.js';
import { holderOf, rescuerOf } from '../../../domain/leads/clocks/whose.js';
import { isActive, lastActiveAtMs } from '../../../domain/leads/escalation/acknowledge.js';
import { endedUnreached } from '../../../domain/leads/proofs/first-contact.js';
import type { LeadState } from '../../../domain/leads/lead/state.js';
import { isEnded } from '../../../domain/leads/vocabulary/ended.js';
import { LEAD_STATUSES } from '../../../domain/leads/vocabulary/status.js';
import { CLOCK_STATUSES } from '../../../domain/engine/sla/clock-status.js';
import { waitsForProof } from '../../../domain/engine/sla/ladder.js';
import { LeadApi } from '../../support/lead-api.js';

/** Leads of every status, with clocks and escalations in every state that their columns can tell. */
let api: LeadApi;
let states: LeadState[];
let situations: Map<string, LeadSituation>;

const BOTH = [false, true];
const AT = new Date('2026-11-20T10:00:00Z');

beforeAll(async () => {
  api = await LeadApi.open('predicates');
  const { sql, orgId } = api.world;
  const ids: string[] = [];
  for (const status of LEAD_STATUSES)
    for (const paused of BOTH) {
      const id = newId();
      ids.push(id);
      await sql.query(
        `INSERT INTO leads (org_id, id, source, status, received_at, paused_at, closed_at, owner_id)
         VALUES ($1, $2, 'web', $3, $4, $5, $6, $7)`,
        [
          orgId,
          id,
          status,
          AT,
          paused ? AT : null,
          status === 'CLOSED' ? AT : null,
          paused ? null : api.world.managerId,
        ],
      );
      // Who was only received has neither.
      if (status === 'RECEIVED') continue;
      await addClocks(id);
      // Each lead leaves out some, so that not all of them have something to acknowledge.
      await addEscalations(id, ids.length);
      await addAssignments(id, ids.length);
    }
  // Deadlines and contacts before, at and between the changes of owners, and none.
  await sql.query(
    `UPDATE clocks c SET deadline_at = CASE WHEN n.n % 11 > 0 THEN $2::timestamptz + n.n % 9 * interval '5 minutes' END,
       met_at = CASE WHEN c.met_at IS NOT NULL THEN $2::timestamptz + n.n % 13 * interval '5 minutes' END
     FROM (SELECT id, row_number() OVER (ORDER BY lead_id, key) AS n FROM clocks) n
     WHERE c.org_id = $1 AND c.id = n.id`,
    [orgId, AT],
  );
  // Some were reached, and some that ended had nobody to reach.
  await sql.query(
    `UPDATE leads l SET contacted_at = CASE WHEN n.n % 3 = 0 THEN received_at END,
       outcome = CASE WHEN status = 'CLOSED' THEN (ARRAY['LOST', 'INVALID'])[1 + n.n % 2] END
     FROM (SELECT id, row_number() OVER (ORDER BY status, id) AS n FROM leads) n WHERE l.org_id = $1 AND l.id = n.id`,
    [orgId],
  );
  await api.db.inOrg(orgId, async (tx) => {
    states = (await loadLeads(tx, ids)).map(({ state }) => state);
    situations = new Map([...(await askedOf(tx, ids))].map(([id, { situation }]) => [id, situation]));
  });
}, 60_000);
afterAll(() => api?.close());

async function addClocks(leadId: string): Promise<void> {
  for (const status of CLOCK_STATUSES)
    for (const met of BOTH)
      for (const superseded of BOTH)
        for (const cancelled of BOTH)
          await api.world.sql.query(
            `INSERT INTO clocks (org_id, id, lead_id, key, status, started_at, target_ms, met_at, superseded_at, cancelled_at, receipt)
             VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $9, '{}')`,
            [
              api.world.orgId,
              newId(),
              leadId,
              [status, met && 'met', superseded && 'superseded', cancelled && 'cancelled'].filter(Boolean).join(' '),
              status,
              AT,
              met ? AT : null,
              superseded ? AT : null,
              cancelled ? AT : null,
            ],
          );
}

async function addEscalations(leadId: string, most: number): Promise<void> {
  const all = BOTH.flatMap((overtaken) =>
    BOTH.flatMap((compensated) => BOTH.map((acknowledged) => ({ overtaken, compensated, acknowledged }))),
  );
  for (const { overtaken, compensated, acknowledged } of all.toReversed().slice(0, most))
    await api.world.sql.query(
      `INSERT INTO escalations (org_id, key, lead_id, clock_id, clock_key, cycle, step_key, repeat, action, due_at, fired_at,
         overtaken, compensated_at, acknowledged_at)
       SELECT org_id, $3::text, lead_id, id, key, cycle, 'remind', 0, 'REMINDER', $4, $4, $5, $6, $7
       FROM clocks WHERE org_id = $1 AND lead_id = $2 LIMIT 1`,
      [
        api.world.orgId,
        leadId,
        `${leadId} ${overtaken} ${compensated} ${acknowledged}`,
        AT,
        overtaken,
        compensated ? AT : null,
        acknowledged ? AT : null,
      ],
    );
}

/** Nobody, then one, then nobody, then two others without a gap. */
async function addAssignments(leadId: string, most: number): Promise<void> {
  const owners = [
    [5, 15],
    [20, 30],
    [30, null],
  ].slice(0, most % 4);
  for (const [index, [from, to]] of owners.entries())
    await api.world.sql.query(
      `INSERT INTO assignments (org_id, lead_id, sequence, owner_id, mode, assigned_at, ended_at, explanation)
       VALUES ($1, $2, $3, $4, 'AUTO', $5::timestamptz + $6 * interval '1 minute',
         $5::timestamptz + $7 * interval '1 minute', '{}')`,
      [api.world.orgId, leadId, index + 1, newId(), AT, from, to],
    );
}

/** Whom a sub-select finds for each clock, by the clock's id. */
async function whom(select: (clock: string) => string): Promise<Map<string, string | null>> {
  const rows = await api.world.all<{ id: string; who: string | null }>(
    `SELECT c.id, w.owner_id AS who FROM clocks c LEFT JOIN LATERAL ${select('c')} w ON true WHERE c.org_id = $1`,
    [api.world.orgId],
  );
  return new Map(rows.map(({ id, who }) => [id, who]));
}

/** What a predicate says of each row of a table, by id. */
async function told(table: string, id: string, predicate: (row: string) => string): Promise<Map<string, boolean>> {
  const rows = await api.world.all<{ id: string; holds: boolean }>(
    `SELECT r.${id} AS id, ${predicate('r')} AS holds FROM ${table} r WHERE r.org_id = $1`,
    [api.world.orgId],
  );
  return new Map(rows.map((row) => [row.id, row.holds]));
}

describe('what the domain says of a row, SQL says too', () => {
  it.each([
    ['leadIsOpen', leadIsOpen],
    ['leadIsOpenByIndex', leadIsOpenByIndex],
  ])('of leads of every status: %s', async (_, predicate) => {
    const expected = new Map(states.map(({ id, status }) => [id, !isEnded(status)]));
    expect(new Set(expected.values()).size).toBe(2);
    expect(await told('leads', 'id', predicate)).toEqual(expected);
  });

  it('of leads that somebody paused', async () => {
    const expected = new Map(states.map((state) => [state.id, isPaused(state)]));
    expect(new Set(expected.values()).size).toBe(2);
    expect(await told('leads', 'id', leadIsPaused)).toEqual(expected);
  });

  it('of clocks in every state', async () => {
    const expected = new Map(states.flatMap(({ clocks }) => clocks.map((clock) => [clock.id, waitsForProof(clock)])));
    expect(expected.size).toBe((states.length - BOTH.length) * CLOCK_STATUSES.length * 8);
    expect(await told('clocks', 'id', clockWaits)).toEqual(expected);
  });

  it('of escalations in every state', async () => {
    const expected = new Map(states.flatMap(({ escalations }) => escalations.map((one) => [one.key, isActive(one)])));
    expect(new Set(expected.values()).size).toBe(2);
    expect(await told('escalations', 'key', escalationIsActive)).toEqual(expected);
  });

  it('of who held the lead when a clock was decided, and who met it late after taking over', async () => {
    const of = (who: (lead: LeadState, clock: LeadState['clocks'][number]) => string | null) =>
      new Map(states.flatMap((lead) => lead.clocks.map((clock) => [clock.id, who(lead, clock)] as const)));
    const holders = of((lead, clock) => holderOf(lead, clock)?.ownerId ?? null);
    const rescuers = of(rescuerOf);
    for (const found of [holders, rescuers]) expect(new Set(found.values()).size).toBeGreaterThan(5);
    expect(await whom(holderSql)).toEqual(holders);
    expect(await whom(rescuerSql)).toEqual(rescuers);
  });

  it('of leads that wait for their first contact, and that ended unreached', async () => {
    const waits = ({ status, contactedAtMs }: LeadState) =>
      contactedAtMs === null && !isEnded(status) && status !== 'RECEIVED';
    for (const [predicate, says] of [
      [leadWaitsForContact, waits],
      [leadEndedUnreached, endedUnreached],
    ] as const) {
      const expected = new Map(states.map((lead) => [lead.id, says(lead)]));
      expect(new Set(expected.values()).size).toBe(2);
      expect(await told('leads', 'id', predicate)).toEqual(expected);
    }
  });

  it('of the last active escalation of a lead', async () => {
    const last = await told('escalations', 'key', escalationIsLast);
    for (const lead of states)
      expect(lead.escalations.filter(({ key }) => last.get(key)).map(({ firedAtMs }) => firedAtMs)).toEqual(
        [lastActiveAtMs(lead)].filter((atMs) => atMs !== null),
      );
  });

  it('and so commands are judged by the same situation, from rows as from a loaded lead', () => {
    const sorted = (situation: LeadSituation) => ({ ...situation, openClocks: situation.openClocks.toSorted() });
    expect(new Set(states.map((state) => situationOf(state).unacknowledged)).size).toBe(2);
    for (const state of states) expect(sorted(situations.get(state.id)!)).toEqual(sorted(situationOf(state)));
  });
});

it('the indexes of open leads are used for what the predicate says', async () => {
  const client = await api.world.sql.connect();
  try {
    await client.query('BEGIN');
    await client.query(
      'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off',
    );
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT id FROM leads l WHERE org_id = '${api.world.orgId}' AND ${leadIsOpenByIndex('l')}
       ORDER BY deadline_at, id LIMIT 50`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('leads_urgency');
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});
