import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clockWaits,
  escalationIsActive,
  leadIsOpen,
  leadIsOpenByIndex,
  leadIsPaused,
} from '../../../db/leads/predicates.js';
import { askedOf } from '../../../db/leads/queries/commands.js';
import { loadLeads } from '../../../db/leads/queries/settlement/lead-state.js';
import { isPaused } from '../../../domain/leads/clocks/paused.js';
import { situationOf, type LeadSituation } from '../../../domain/leads/commands/situation.js';
import { isActive } from '../../../domain/leads/escalation/acknowledge.js';
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
      await addClocks(id);
      // Each lead leaves out some, so that not all of them have something to acknowledge.
      await addEscalations(id, ids.length);
    }
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
    expect(expected.size).toBe(states.length * CLOCK_STATUSES.length * 8);
    expect(await told('clocks', 'id', clockWaits)).toEqual(expected);
  });

  it('of escalations in every state', async () => {
    const expected = new Map(states.flatMap(({ escalations }) => escalations.map((one) => [one.key, isActive(one)])));
    expect(new Set(expected.values()).size).toBe(2);
    expect(await told('escalations', 'key', escalationIsActive)).toEqual(expected);
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
