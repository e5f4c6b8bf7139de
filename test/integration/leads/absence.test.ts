import { MockActivityEnvironment } from '@temporalio/testing';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { absenceActivities, type AbsenceView } from '../../../activities/leads/absence.js';
import { settleLeads } from '../../../settlement/settle.js';
import type { Database } from '../../../db/client.js';
import { detailsOf } from '../../../workflows/leads/absence/details.js';
import { absenceWorkflowId, leadWorkflowId } from '../../../workflows/ids.js';
import { docExample } from '../../support/doc-example.js';
import { LeadApi } from '../../support/lead-api.js';
import { createNamespace, startWorker, type Process } from '../../support/processes.js';
import { temporalAddress } from '../../support/stack.js';
import { TWO_CLOCKS } from '../../support/two-clocks.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

const HOUR = 3_600_000;
let api: LeadApi;
let worker: Process;
let namespace: string;
let connection: Connection;
let client: Client;
let manager: string;
let admin: string;

beforeAll(async () => {
  api = await LeadApi.open('absence');
  namespace = await createNamespace('absence');
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace });
  manager = await api.manager();
  admin = await api.tokenOf(newId(), 'ADMIN');
  await api.world.addFlow(flowDefinition(api.world.teamId, { clocks: TWO_CLOCKS }));
  worker = await startWorker({ database: api.database, namespace });
});

afterAll(async () => {
  await worker?.stop();
  await connection?.close();
  await api?.close();
});

const from = (ms: number) => new Date(Date.now() + ms).toISOString();
const post = (path: string, body: object, token = manager) =>
  api.call('post', path).set('authorization', token).send(body);
const listed = async (userId: string) =>
  (await api.call('get', `/api/users/${userId}/time-off`).set('authorization', manager).expect(200)).body.items;
/** Only these reps can be given leads from now on. */
const only = (...ids: string[]) =>
  api.world.sql.query(
    "UPDATE users SET status = CASE WHEN id = ANY($1) THEN 'ACTIVE' ELSE 'AWAY' END WHERE role = 'REP'",
    [ids],
  );
const ownedBy = (id: string) => api.world.all<{ id: string }>('SELECT id FROM leads WHERE owner_id = $1', [id]);
const absenceOf = (id: unknown) => client.workflow.getHandle(absenceWorkflowId(api.world.orgId, String(id)));
/** The workflow's own result, once the relay has started it. */
async function resultOf(id: unknown): Promise<AbsenceView> {
  const handle = absenceOf(id);
  await waitFor('the absence has a workflow', () =>
    handle.describe().then(
      () => true,
      () => false,
    ),
  );
  return (await handle.result()) as AbsenceView;
}

/** Leads that one rep was given. */
async function leadsOf(rep: string, count: number): Promise<string[]> {
  await only(rep);
  const ids = await api.world.receiveMany(count);
  await waitFor(
    `${count} leads are begun`,
    async () =>
      (await api.world.all("SELECT 1 FROM leads WHERE id = ANY($1) AND status = 'ASSIGNED' AND clocks_started", [ids]))
        .length === count,
  );
  return ids;
}

describe('a rep with many open leads', () => {
  it('goes on time off: each lead is planned anew once, although the worker is killed meanwhile', async () => {
    const { world } = api;
    const ana = await world.addRep('Ana', { capacity: 500 });
    const others = [await world.addRep('Bob', { capacity: 500 }), await world.addRep('Cat', { capacity: 500 })];
    const ids = await leadsOf(ana, 120);
    const [closed] = await leadsOf(ana, 1);
    await world.command(closed!, { kind: 'CLOSE', outcome: 'LOST' });
    const deadlines = () =>
      world.all("SELECT lead_id, deadline_at FROM clocks WHERE key = 'customers' AND lead_id = ANY($1) ORDER BY 1", [
        ids,
      ]);
    const before = await deadlines();
    await waitFor('closed', async () => (await world.all("SELECT 1 FROM leads WHERE status = 'CLOSED'")).length === 1);
    // As routing sees it until absences are part of its funnel.
    await only(...others);

    const { body } = await post(`/api/users/${ana}/time-off`, { from: from(-1_000), to: from(24 * HOUR) }).expect(201);
    await waitFor(
      'it has begun',
      async () => (await world.all("SELECT 1 FROM commands WHERE request->>'absenceId' = $1", [body.id])).length > 0,
    );
    worker.kill('SIGKILL');
    await worker.exited;
    worker = await startWorker({ database: api.database, namespace });
    const result = await resultOf(body.id);
    expect(result).toMatchObject({ state: 'DONE', found: 120, done: 120, left: 0 });
    // As the Temporal UI tells it: in the org's zone.
    expect(result.told?.span).toMatch(/^\w{3} \d+ \w{3} \d{4} [\d:]+ to \w{3} \d+ \w{3} \d{4} [\d:]+ \(UTC\)$/);
    expect(detailsOf(result)).toContain(`**Time off** of Ana, from ${result.told!.span}`);
    const [item] = await listed(ana);
    expect(item).toMatchObject({ id: body.id, ...(docExample('docs/engine/absence.md', 'progress') as object) });
    expect(item!['replannedAt']).not.toBeNull();

    expect(await ownedBy(ana)).toEqual([{ id: closed }]);
    for (const other of others) expect((await ownedBy(other)).length).toBe(60);
    expect(await deadlines()).toEqual(before);
    const reps = await world.all(
      `SELECT lead_id FROM clocks c WHERE key = 'reps' AND lead_id = ANY($1)
       GROUP BY lead_id HAVING array_agg(status ORDER BY cycle) = '{CANCELLED,RUNNING}'`,
      [ids],
    );
    expect(reps).toHaveLength(120);
    const once = await world.all(
      `SELECT lead_id FROM audit WHERE action = 'lead.replanned' AND lead_id = ANY($1)
         AND before->>'ownerId' = $2 AND after->>'reason' LIKE 'time off until %'
       GROUP BY lead_id HAVING count(*) = 1`,
      [ids, ana],
    );
    expect(once).toHaveLength(120);
    expect(
      await world.all('SELECT 1 FROM assignments WHERE lead_id = ANY($1) GROUP BY lead_id HAVING count(*) = 2', [ids]),
    ).toHaveLength(120);
    expect(await world.all('SELECT 1 FROM leads WHERE id = ANY($1) AND reassignments > 0', [ids])).toEqual([]);
    expect(await world.all("SELECT 1 FROM work_items WHERE kind = 'UNROUTED'")).toEqual([]);

    // Their own workflows learn of it.
    const lead = client.workflow.getHandle(leadWorkflowId(world.orgId, ids[0]!));
    await waitFor('the workflow knows', async () =>
      others.includes(String((await lead.describe()).searchAttributes['OwnerId']?.[0])),
    );
    const handle = absenceOf(body.id);
    const events = (await handle.fetchHistory()).events ?? [];
    // In batches of 50; the one that was killed may have been done, and then its next try takes the leads after it.
    const batches = events.filter((event) => event.activityTaskScheduledEventAttributes).length;
    expect([2, 3]).toContain(batches);
    expect(await handle.query('absenceProgress')).toEqual(result);

    const detail = await api.call('get', `/api/leads/${ids[0]}`).set('authorization', manager).expect(200);
    expect(detail.body['timeline']).toContainEqual(
      expect.objectContaining({
        type: 'STATUS',
        text: expect.stringContaining('Ana is absent (time off until') as string,
      }),
    );
  });

  it('is deactivated: nobody is left, so the leads wait for a person, with a work item each', async () => {
    const dora = await api.world.addRep('Dora');
    const ids = await leadsOf(dora, 3);
    await api.call('patch', `/api/users/${dora}`).set('authorization', admin).send({ status: 'INACTIVE' }).expect(200);
    await waitFor('all are released', async () => (await ownedBy(dora)).length === 0);
    const rows = await api.world.all<{ status: string }>('SELECT status FROM leads WHERE id = ANY($1)', [ids]);
    expect(rows.map(({ status }) => status)).toEqual(['UNROUTED', 'UNROUTED', 'UNROUTED']);
    expect(await api.world.all('SELECT 1 FROM work_items WHERE lead_id = ANY($1)', [ids])).toHaveLength(3);
    expect(
      await api.world.all(
        "SELECT 1 FROM notifications WHERE lead_id = ANY($1) AND user_id = $2 AND kind = 'UNROUTED'",
        [ids, api.world.managerId],
      ),
    ).toHaveLength(3);
    await waitFor('counted', async () => (await listed(dora))[0]!['replannedAt']);
    expect(await listed(dora)).toMatchObject([{ cause: 'DEACTIVATION', to: null, leadsFound: 3, leadsReplanned: 3 }]);
  });

  it('keeps the leads when the time off is cancelled before it begins, or when that was asked', async () => {
    const eva = await api.world.addRep('Eva');
    const ids = await leadsOf(eva, 2);
    const at = `/api/users/${eva}/time-off`;
    const { body } = await post(at, { from: from(HOUR), to: from(2 * HOUR) }).expect(201);
    const handle = absenceOf(body.id);
    await waitFor('it waits', () =>
      handle.query<AbsenceView | null>('absenceProgress').then(
        (view) => view?.state === 'PLANNED',
        () => false,
      ),
    );
    await api
      .call('delete', `${at}/${String(body.id)}`)
      .set('authorization', manager)
      .expect(200);
    expect(await resultOf(body.id)).toMatchObject({ state: 'CANCELLED', done: 0 });
    const kept = await post(at, { from: from(-1_000), to: from(HOUR), replan: false }).expect(201);
    expect(kept.body).toMatchObject({ status: 'RUNNING', replan: false });
    expect((await ownedBy(eva)).map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(await api.world.all('SELECT 1 FROM commands WHERE lead_id = ANY($1)', [ids])).toEqual([]);
  });
});

describe('a batch that dies', () => {
  it.each([2, 3])('at its transaction %d goes on where it stopped, and does nothing twice', async (dies) => {
    const { world } = api;
    const log = pino({ level: 'silent' });
    const [fay, gus] = [await world.addRep('Fay'), await world.addRep('Gus')];
    const ids = await leadsOf(fay, 4);
    await only(gus);
    const absenceId = newId();
    // Without its outbox row: no workflow does it instead.
    await world.sql.query(
      `INSERT INTO absences (org_id, id, user_id, cause, from_at, to_at)
       VALUES ($1, $2, $3, 'TIME_OFF', now() - interval '1 s', now() + interval '1 day')`,
      [world.orgId, absenceId, fay],
    );
    let transactions = 0;
    const dying: Database = {
      ...api.db,
      inOrg: (orgId, work) => {
        transactions += 1;
        if (transactions >= dies) return Promise.reject(new Error('the worker died'));
        return api.db.inOrg(orgId, work);
      },
    };
    const run = (db: Database): Promise<AbsenceView> =>
      new MockActivityEnvironment().run(() =>
        absenceActivities({ db, outgoing: [], clock: Date.now, log }).replanBatch({
          orgId: world.orgId,
          absenceId,
          nowMs: 0,
        }),
      );
    await expect(run(dying)).rejects.toThrow('the worker died');
    expect(await run(api.db)).toMatchObject({ state: 'DONE', found: 4, done: 4, left: 0 });
    expect(await run(api.db)).toMatchObject({ state: 'DONE', done: 4 });
    expect((await ownedBy(gus)).map(({ id }) => id).sort()).toEqual([...ids].sort());
    for (const table of ['commands', "audit WHERE action = 'lead.replanned' AND", 'assignments'])
      expect(
        await world.all(`SELECT 1 FROM ${table} ${table.includes('WHERE') ? '' : 'WHERE'} lead_id = ANY($1)`, [ids]),
        table,
      ).toHaveLength(table === 'assignments' ? 8 : 4);
  });

  it('leaves a lead alone that a manager gave back to the absent after its turn', async () => {
    const { world } = api;
    const [hal, ida] = [await world.addRep('Hal'), await world.addRep('Ida')];
    const [id] = await leadsOf(hal, 1);
    await only(ida);
    const deps = { db: api.db, outgoing: [], clock: Date.now, log: pino({ level: 'silent' }) };
    const { body } = await post(`/api/users/${hal}/time-off`, { from: from(-1_000), to: from(HOUR) }).expect(201);
    expect(await resultOf(body.id)).toMatchObject({ state: 'DONE', done: 1 });
    await post(`/api/leads/${id}/assign`, { ownerId: hal, reason: 'they asked for it' }).expect(202);
    await settleLeads(deps, world.orgId, [id!], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
    // Even if it began again.
    await world.sql.query('UPDATE absences SET replanned_at = NULL WHERE id = $1', [body.id]);
    const again = await new MockActivityEnvironment().run(() =>
      absenceActivities(deps).replanBatch({ orgId: world.orgId, absenceId: String(body.id), nowMs: 0 }),
    );
    expect(again).toMatchObject({ state: 'DONE', done: 1, left: 0 });
    expect(await ownedBy(hal)).toEqual([{ id }]);
  });
});
