import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, LeadApi } from '../../support/lead-api.js';
import { openLeadDesk, type LeadDesk } from '../../support/lead-desk.js';

let api: LeadApi;
let manager: string;
let repId: string;
let rep: string;
let otherRepId: string;
let foreign: string;
let post: LeadDesk['post'];
let insertLead: LeadDesk['insertLead'];
let commandsOf: LeadDesk['commandsOf'];

beforeAll(async () => {
  ({ api, manager, repId, rep, otherRepId, foreign, post, insertLead, commandsOf } =
    await openLeadDesk('lead_commands'));
});
afterAll(() => api.close());

describe('POST /api/leads/{id}/proofs', () => {
  it('records a proof of now, by who asked', async () => {
    const id = await insertLead({ owner_id: repId });
    const { body } = await post(`/api/leads/${id}/proofs`, { kind: 'CALL_LOGGED' }, rep).expect(202);
    const row = await api.world.one('SELECT * FROM proofs WHERE id = $1', [body.proofId]);
    expect(row).toMatchObject({ lead_id: id, actor_type: 'user', actor_id: repId });
    expect(row.occurred_at).toEqual(row.received_at);
    expect(await api.world.one('SELECT topic, subject_id FROM outbox WHERE lead_id = $1', [id])).toEqual({
      topic: 'PROOF_RECORDED',
      subject_id: body.proofId,
    });
  });

  it('is one proof per Idempotency-Key and per externalId', async () => {
    const id = await insertLead();
    const send = (body: object, key?: string) => {
      const sent = post(`/api/leads/${id}/proofs`, { kind: 'CALL_LOGGED', ...body });
      return key === undefined ? sent : sent.set('idempotency-key', key);
    };
    const first = await send({}, 'proof-1').expect(202);
    await send({}, 'proof-1').expect(202, { ...first.body, duplicate: true });
    await send({ note: 'x' }, 'proof-1').expect(422);
    const external = await send({ externalId: 'call-1' }).expect(202);
    await send({ externalId: 'call-1' }).expect(202, { ...external.body, duplicate: true });
  });

  it('keeps what a call came to, which nothing else has', async () => {
    const id = await insertLead();
    const call = { kind: 'CALL_LOGGED', outcome: 'NO_ANSWER' };
    const { body } = await post(`/api/leads/${id}/proofs`, call).expect(202);
    expect(await api.world.one('SELECT outcome FROM proofs WHERE id = $1', [body.proofId])).toEqual({
      outcome: 'NO_ANSWER',
    });
    const { body: lead } = await api.call('get', `/api/leads/${id}`).set('authorization', manager).expect(200);
    expect(lead.timeline).toContainEqual(expect.objectContaining({ type: 'PROOF', outcome: 'NO_ANSWER' }));
    for (const wrong of [
      { kind: 'EMAIL_SENT', outcome: 'REACHED' },
      { kind: 'CALL_LOGGED', outcome: 'ASLEEP' },
    ]) {
      const { body: problem } = await post(`/api/leads/${id}/proofs`, wrong).expect(400);
      expect(problem.error.details.issues).toMatchObject([{ path: 'outcome' }]);
    }
  });

  it('refuses an instant before the lead, and leads that are not the caller’s', async () => {
    const id = await insertLead();
    const early = { kind: 'CALL_LOGGED', occurredAt: '2020-01-01T00:00:00Z' };
    const { body } = await post(`/api/leads/${id}/proofs`, early).expect(400);
    expect(body.error.details.issues).toMatchObject([{ path: 'occurredAt' }]);
    for (const token of [rep, foreign])
      await post(`/api/leads/${id}/proofs`, { kind: 'CALL_LOGGED' }, token).expect(404);
  });
});

describe('commands', () => {
  const ask = (id: string, what: string, body?: object, token = manager) =>
    post(`/api/leads/${id}/${what}`, body, token);
  const why = (response: Answer) => response.body.title;

  it('writes a request and its outbox row', async () => {
    const id = await insertLead({ owner_id: repId });
    const { body } = await ask(id, 'assign', { ownerId: otherRepId, reason: 'speaks Hungarian' }).expect(202);
    expect(body).toEqual({ commandId: body.commandId, leadId: id });
    expect(await commandsOf(id)).toMatchObject([
      {
        id: body.commandId,
        request: { kind: 'ASSIGN', ownerId: otherRepId, reason: 'speaks Hungarian' },
        actor_type: 'user',
        actor_id: api.world.managerId,
        applied_at: null,
      },
    ]);
    expect(await api.world.one('SELECT topic, subject_id FROM outbox WHERE lead_id = $1', [id])).toEqual({
      topic: 'COMMAND_REQUESTED',
      subject_id: body.commandId,
    });
  });

  it('refuses an owner who cannot be one', async () => {
    const id = await insertLead({ owner_id: repId });
    const gone = await api.world.addRep('Gone');
    await api.world.sql.query("UPDATE users SET status = 'INACTIVE' WHERE id = $1", [gone]);
    for (const ownerId of [newId(), gone, 'nonsense']) {
      const { body } = await ask(id, 'assign', { ownerId }).expect(400);
      expect(body.error.details.issues).toMatchObject([{ path: 'ownerId' }]);
    }
    expect(why(await ask(id, 'assign', { ownerId: repId }).expect(409))).toBe('This user owns the lead already');
  });

  it('takes a double click as one command', async () => {
    const id = await insertLead();
    const close = () => ask(id, 'close', { outcome: 'WON' }).expect(202);
    const answers = await Promise.all(Array.from({ length: 6 }, close));
    expect(new Set(answers.map((one) => one.body.commandId)).size).toBe(1);
    expect(await commandsOf(id)).toHaveLength(1);
    expect(why(await ask(id, 'close', { outcome: 'LOST' }).expect(409))).toBe('The lead is about to be closed');
    expect(why(await ask(id, 'pause').expect(409))).toBe('The lead is about to be closed');
  });

  it('waits for who holds the lead, and commands of other leads do not', async () => {
    const [held, free, gone] = [await insertLead(), await insertLead(), newId()];
    const close = (id: string) => post(`/api/leads/${id}/close`, { outcome: 'LOST' });
    const holder = await api.world.sql.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM leads WHERE id = $1 FOR NO KEY UPDATE', [held]);
      const sent = [close(held).expect(202), close(free).expect(202), close(free).expect(202), close(gone).expect(404)];
      const [once, twice] = await Promise.all(sent.slice(1, 3));
      expect(twice!.body.commandId).toBe(once!.body.commandId);
      await sent[3];
      expect(await commandsOf(held)).toEqual([]);
      await holder.query('COMMIT');
      await sent[0];
    } finally {
      holder.release();
    }
    expect([await commandsOf(held), await commandsOf(free)].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('judges by what the commands before it will have done', async () => {
    const id = await insertLead({ owner_id: repId });
    await ask(id, 'resume').expect(409);
    await ask(id, 'pause').expect(202);
    await ask(id, 'resume', { reason: 'back' }).expect(202);
    await ask(id, 'pause').expect(202);
    await ask(id, 'assign', { ownerId: otherRepId }).expect(202);
    expect(why(await ask(id, 'pause').expect(409))).toBe('The lead is paused already');
    await ask(id, 'assign', { ownerId: repId }).expect(202);
  });

  it('pauses until an instant that is to come, and changes it', async () => {
    const id = await insertLead({ owner_id: repId });
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    for (const until of [inHours(-1), new Date(Date.now() - 1).toISOString(), inHours(24 * 367), 'tomorrow']) {
      const { body } = await ask(id, 'pause', { until }).expect(400);
      expect(body.error.details.issues).toMatchObject([{ path: 'until' }]);
    }
    const [soon, later] = [inHours(1), inHours(2)];
    await ask(id, 'pause', { until: soon, reason: 'in a meeting' }, rep).expect(202);
    expect(await commandsOf(id)).toMatchObject([
      { request: { kind: 'PAUSE', untilMs: Date.parse(soon), reason: 'in a meeting' } },
    ]);
    await ask(id, 'pause', { until: later }).expect(202);
    await ask(id, 'assign', { ownerId: otherRepId }).expect(202);
    expect(why(await ask(id, 'pause', { until: later }).expect(409))).toBe('The lead is paused until then already');
    await ask(id, 'pause').expect(202);
  });

  it('closes as a duplicate of a lead that is there, and is another', async () => {
    const [id, original] = [await insertLead(), await insertLead({ owner_id: otherRepId })];
    const close = (body: object, token = manager, lead = id) =>
      ask(lead, 'close', { outcome: 'DUPLICATE', ...body }, token);
    const refused = async (answer: Promise<Answer> | ReturnType<typeof close>, words: RegExp) => {
      const { body } = await answer;
      expect(body.error.details.issues).toMatchObject([{ path: 'duplicateOfId' }]);
      expect(body.error.details.issues[0]!.message).toMatch(words);
    };
    await refused(close({ duplicateOfId: newId() }).expect(400), /no such lead/);
    await refused(close({ duplicateOfId: id }).expect(400), /itself/);
    await refused(close({ duplicateOfId: original, outcome: 'LOST' }).expect(400), /Only a DUPLICATE/);
    const copy = await insertLead({ duplicate_of_id: id });
    await refused(close({ duplicateOfId: copy }).expect(400), /duplicate of this one/);
    // A rep knows own leads, and the one that theirs is linked to.
    const own = await insertLead({ owner_id: repId });
    await refused(close({ duplicateOfId: original }, rep, own).expect(400), /no such lead/);
    await close({ duplicateOfId: original }, rep, await insertLead({ owner_id: repId, linked_to_id: original })).expect(
      202,
    );
    await close({ duplicateOfId: original }).expect(202);
    await close({}, manager, await insertLead()).expect(202);
    expect(await commandsOf(id)).toMatchObject([{ request: { outcome: 'DUPLICATE', duplicateOfId: original } }]);
  });

  it('reopens what is closed, with a reason', async () => {
    const closed = { status: 'CLOSED', outcome: 'LOST', closed_at: new Date() };
    const id = await insertLead({ owner_id: repId, ...closed });
    await ask(id, 'reopen', {}).expect(400);
    await ask(id, 'reopen', { reason: 'called back' }, rep).expect(202);
    await ask(id, 'pause').expect(202);
    const open = await insertLead();
    expect(why(await ask(open, 'reopen', { reason: 'x' }).expect(409))).toBe('The lead is not closed');
    await ask(await insertLead({ owner_id: otherRepId, ...closed }), 'reopen', { reason: 'x' }, rep).expect(404);
  });

  it.each([
    ['CLOSED', 'The lead is CLOSED already'],
    ['UNQUALIFIED', 'The lead is UNQUALIFIED already'],
  ])('refuses everything of a lead that is %s', async (status, reason) => {
    const id = await insertLead({ status });
    for (const [what, body] of [
      ['assign', { ownerId: otherRepId }],
      ['pause', undefined],
      ['resume', undefined],
      ['close', { outcome: 'LOST' }],
    ] as const) {
      expect(why(await ask(id, what, body).expect(409))).toBe(reason);
    }
    expect(await commandsOf(id)).toEqual([]);
  });

  it('refuses answers to offers: none is ever out', async () => {
    const id = await insertLead({ owner_id: repId });
    await ask(id, 'accept', {}, rep).expect(409);
    await ask(id, 'accept', undefined, rep).expect(409);
    await ask(id, 'decline', { reason: 'busy' }, rep).expect(409);
    await ask(id, 'decline', {}, rep).expect(400);
    await ask(id, 'accept', {}, foreign).expect(404);
  });

  it('lets a rep act on own leads only, and not assign', async () => {
    const [own, others] = [await insertLead({ owner_id: repId }), await insertLead({ owner_id: otherRepId })];
    await ask(own, 'pause', undefined, rep).expect(202);
    await ask(own, 'assign', { ownerId: otherRepId }, rep).expect(403);
    for (const what of ['pause', 'resume', 'accept']) await ask(others, what, undefined, rep).expect(404);
    for (const token of [rep, foreign]) await ask(others, 'close', { outcome: 'LOST' }, token).expect(404);
    await ask(others, 'close', { outcome: 'MAYBE' }).expect(400);
  });
});
