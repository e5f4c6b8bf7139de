import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../api/http/access.js';
import { leadDetailOf, type LeadDetail } from '../../../api/leads/views/lead-detail.js';
import { settleLeads } from '../../../settlement/settle.js';
import { openLeadDesk, type LeadDesk } from '../../support/lead-desk.js';
import { beforeStatements } from '../../support/statements.js';

/** 10,000 take a minute of a quiet machine: `PINGGO_TEST_READS=10000 npm test -- one-snapshot`. */
const READS = Number(process.env['PINGGO_TEST_READS'] ?? 2_000);
/** A lead's history grows with each turn. */
const READS_A_LEAD = 100;
const READERS = 3;

let desk: LeadDesk;
let leadId: string;
let closed: boolean;

beforeAll(async () => {
  desk = await openLeadDesk('one_snapshot');
  await desk.api.world.addFlow();
  await receive();
});
afterAll(() => desk.api.close());

async function receive(): Promise<void> {
  leadId = newId();
  closed = false;
  await desk.api.world.sql.query(
    "INSERT INTO leads (org_id, id, source, name, received_at) VALUES ($1, $2, 'web', 'Ana Pop', now())",
    [desk.api.world.orgId, leadId],
  );
  await settle();
}

async function settle(): Promise<void> {
  const { db, world } = desk.api;
  const deps = { db, outgoing: [], clock: () => Date.now(), log: pino({ level: 'silent' }) };
  await settleLeads(deps, world.orgId, [leadId], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
}

/** Closes the lead or opens it again: its row, clocks, entries, counts and whom it weighs on change in one settlement. */
async function turn(): Promise<void> {
  const [path, body] = closed ? ['reopen', { reason: 'called back' }] : ['close', { outcome: 'LOST' }];
  await desk.post(`/api/leads/${leadId}/${path}`, body).expect(202);
  await settle();
  closed = !closed;
}

/** Whether a detail is one of a closed lead, by three of its parts, each read by a statement of its own. */
function closedBy({ status, clocks, timeline }: LeadDetail): boolean[] {
  const told = timeline.findLast(({ type }) => type === 'CLOSED' || type === 'REOPENED');
  return [status === 'CLOSED', !clocks.some(({ open }) => open), told?.type === 'CLOSED'];
}

describe('an answer', () => {
  it.each([
    '/api/leads/{id}',
    '/api/leads?limit=10',
    '/api/search?q=ana',
    '/api/assignees',
    '/api/audit?limit=20',
    '/api/control-tower/leads?limit=10',
    '/api/control-tower/leads?format=csv',
    '/api/control-tower/summary?from=2026-01-01T00:00:00Z&to=2036-01-01T00:00:00Z',
    '/api/control-tower/reps?from=2026-01-01T00:00:00Z&to=2036-01-01T00:00:00Z',
    '/api/control-tower/flows',
    '/api/work-items',
  ])('of %s is of one instant, whatever is settled while it is read', async (template) => {
    const path = template.replace('{id}', leadId);
    const read = async () => {
      const { body, text } = (await desk.get(path).expect(200)) as { body: unknown; text?: string };
      return path.includes('csv') ? text : body;
    };
    let statements = 2;
    for (let at = 2; at <= statements; at++) {
      const before = await read();
      const stop = beforeStatements(desk.api.db, async (statement) => {
        statements = Math.max(statements, statement);
        if (statement === at) await turn();
      });
      try {
        expect(await read()).toEqual(before);
      } finally {
        stop();
      }
    }
  });

  it(
    `is never torn in ${READS} readings beside a lead that is closed and reopened all the time`,
    { timeout: 600_000 },
    async () => {
      const { db, world } = desk.api;
      const caller: Caller = {
        kind: 'user',
        orgId: world.orgId,
        userId: world.managerId,
        role: 'MANAGER',
        name: 'Mara',
        scopes: [],
      };
      const ui = { temporalUiUrl: null, temporalNamespace: 'default' };
      const seen = new Set<string>();
      let left = 0;
      const reader = async () => {
        while (left-- > 0) {
          const detail = await db.readOrg(world.orgId, (tx) =>
            leadDetailOf(tx, leadId, ui, { caller, onlyOwner: null }),
          );
          seen.add(closedBy(detail!).join());
        }
      };
      const writer = async () => {
        while (left > 0) await turn();
      };
      for (let read = 0; read < READS; read += READS_A_LEAD) {
        await receive();
        left = READS_A_LEAD;
        await Promise.all([writer(), ...Array.from({ length: READERS }, reader)]);
      }
      expect([...seen].sort()).toEqual(['false,false,false', 'true,true,true']);
    },
  );
});
