import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareSettlement } from '../../../settlement/prepare.js';
import { settleLeads, type SettleDeps } from '../../../settlement/settle.js';
import { WrittenAhead } from '../../../settlement/written-ahead.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { recordProof } from '../../../db/leads/queries/proofs.js';
import { createTestDatabase, type TestDatabase } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

const MINUTE = 60_000;
let database: TestDatabase;
let db: Database;
let world: World;
let deps: SettleDeps;

beforeAll(async () => {
  database = await createTestDatabase('proof_order');
  db = openDatabase(database.appUrl, { role: 'pinggo_app' });
  deps = { db, outgoing: [], clock: Date.now, log: pino({ level: 'silent' }) };
  world = await World.create(database.ownerUrl);
  await world.addRep('Ana', { capacity: 1_000 });
  const plain = flowDefinition(world.teamId);
  const ladder = [{ key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT' as const }];
  await world.addFlow({ ...plain, clocks: plain.clocks.map((clock) => ({ ...clock, ladder })) });
});

afterAll(async () => {
  await world?.close();
  await db?.close();
  await database?.drop();
});

/** A lead that was begun when it came in and whose deadline is `dueInMs` from now. */
async function leadDueIn(dueInMs: number): Promise<string> {
  const [id] = await world.receiveMany(1, { ageMs: 15 * MINUTE - dueInMs });
  const then = { ...deps, clock: () => Date.now() - 14 * MINUTE };
  await settleLeads(then, world.orgId, [id!], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
  return id!;
}

/** A proof whose transaction stays open until it is let go. */
function proofOnItsWay(leadId: string) {
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  let recorded = false;
  const slow: Database = {
    ...db,
    inOrg: (orgId, work) =>
      db.inOrg(orgId, async (tx, withCommit) => {
        const result = await work(tx, withCommit);
        recorded = true;
        await held;
        return result;
      }),
  };
  const committed = recordProof(slow, world.orgId, {
    lead: { id: leadId },
    kind: 'CALL_LOGGED',
    occurredAt: null,
    externalId: null,
    note: null,
    actor: { type: 'system', id: 'test' },
    reportedActor: null,
    traceId: null,
    inbox: null,
    reporterId: null,
    onlyOwner: null,
  });
  return { letGo, committed, isRecorded: () => Promise.resolve(recorded) };
}

const escalations = (leadId: string) =>
  world.all<{ overtaken: boolean }>('SELECT overtaken FROM escalations WHERE lead_id = $1', [leadId]);

describe('a proof that is being received while its lead is settled', () => {
  it('overtakes the escalation that the settlement had decided on without it', async () => {
    const id = await leadDueIn(-100);
    const proof = proofOnItsWay(id);
    await waitFor('the proof is written', proof.isRecorded);
    let settled = false;
    const settling = settleLeads(deps, world.orgId, [id], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 }).finally(
      () => (settled = true),
    );
    await waitFor('the settlement waits for it', async () => {
      const waiting = await world.all("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
      return waiting.length > 0;
    });
    expect(settled).toBe(false);
    proof.letGo();
    await Promise.all([proof.committed, settling]);
    expect(await escalations(id)).toEqual([{ overtaken: true }]);
  });

  it('undoes a preparation for the instant at which it comes in', async () => {
    const id = await leadDueIn(1_500);
    const { due } = await world.one<{ due: Date }>('SELECT next_due_at AS due FROM leads WHERE id = $1', [id]);
    const ahead = prepareSettlement(deps, world.orgId, [id], due.getTime(), new WrittenAhead());
    await delay(Math.max(0, due.getTime() - 500 - Date.now()));
    const proof = proofOnItsWay(id);
    await waitFor('the proof is written', proof.isRecorded);
    await delay(Math.max(0, due.getTime() + 200 - Date.now()));
    proof.letGo();
    await proof.committed;
    expect(await ahead).toBeNull();
    await settleLeads(deps, world.orgId, [id], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    expect(await escalations(id)).toEqual([]);
    expect((await world.one<{ status: string }>('SELECT status FROM leads WHERE id = $1', [id])).status).toBe(
      'CONTACTED',
    );
  });
});
