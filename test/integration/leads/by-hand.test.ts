import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleLeads, type SettleDeps } from '../../../settlement/settle.js';
import { LeadApi, type Sent } from '../../support/lead-api.js';
import { flowDefinition } from '../../support/world.js';

interface Detail {
  [member: string]: unknown;
  revision: number;
  status: string;
  outcome: string | null;
  ownerId: string | null;
  duplicateOfId: string | null;
  clocks: { key: string; status: string; cycle: number; correctedAt: string | null; metAt: string | null }[];
  attributes: Record<string, unknown>;
  consents: Record<string, boolean>;
  tags: string[];
  merge: { intoId: string } | null;
  mergedLeads: { leadId: string }[];
  samePerson: { leadId: string; relation: string }[];
  can: { action: string; allowed: boolean; why: string | null }[];
  timeline: { type: string; text?: string; kind?: string; merged?: boolean }[];
}
interface Note {
  id: string;
  leadId: string;
  text: string;
  revision: number;
  canEdit: boolean;
  canDelete: boolean;
  editedAt: string | null;
}

let api: LeadApi;
let deps: SettleDeps;
let repId: string;
let manager: string;
let rep: string;
let otherRep: string;
let auditor: string;
let foreign: string;

beforeAll(async () => {
  api = await LeadApi.open('by_hand');
  deps = { db: api.db, outgoing: [], clock: () => Date.now(), log: pino({ level: 'silent' }) };
  repId = await api.world.addRep('Ana');
  await api.world.addFlow(flowDefinition(api.world.teamId, { duplicates: { window: 'P30D', action: 'LINK' } }), 'main');
  manager = await api.manager();
  rep = await api.tokenOf(repId, 'REP');
  otherRep = await api.tokenOf(newId(), 'REP');
  auditor = await api.tokenOf(newId(), 'AUDITOR');
  foreign = await api.tokenOf(newId(), 'MANAGER', newId());
});
afterAll(() => api?.close());

const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string, token = manager): Sent =>
  api.call(method, path).set('authorization', token);
const settle = (...ids: string[]) =>
  settleLeads(deps, api.world.orgId, ids, { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
const detailOf = async (id: string, token = manager): Promise<Detail> =>
  (await call('get', `/api/leads/${id}`, token).expect(200)).body as unknown as Detail;
/** Adds a lead, and has it given to the one rep there is. */
async function lead(body: object, token = manager): Promise<string> {
  const { leadId } = (await call('post', '/api/leads', token).send(body).expect(202)).body;
  await settle(leadId);
  return leadId;
}
let people = 0;
const somebody = (more: object = {}) => ({ name: `Ion ${(people += 1)}`, email: `ion${people}@example.com`, ...more });

describe('a lead that is added by hand', () => {
  it('is read by the country that is named, and keeps its language', async () => {
    const id = await lead(somebody({ phone: '0722 123 456', country: 'ro', language: 'ro', consents: { sms: false } }));
    expect(await detailOf(id)).toMatchObject({
      phone: '+40722123456',
      country: 'RO',
      language: 'ro',
      source: 'manual',
      consents: { sms: false },
    });
  });

  it('is one, however often the same key is sent', async () => {
    const body = somebody();
    const send = () => call('post', '/api/leads').set('idempotency-key', 'twice').send(body).expect(202);
    const [one, two] = await Promise.all([send(), send()]);
    expect(one.body.leadId).toBe(two.body.leadId);
  });

  it('is looked at before: the field that is wrong, the flow, who is here already; nothing is stored', async () => {
    const body = somebody({ phone: '+40 722 555 666' });
    const known = await lead(body);
    const stored = await api.stored(async () => {
      const { body: check } = await call('post', '/api/leads/check')
        .send({ ...body, source: 'walk-in' })
        .expect(200);
      expect(check).toMatchObject({
        phone: '+40722555666',
        becomes: 'LINKED',
        samePerson: [{ leadId: known, status: 'ASSIGNED', ownerId: repId }],
      });
      expect(check.flow).not.toBeNull();
      const { body: others } = await call('post', '/api/leads/check', otherRep).send(body).expect(200);
      expect(others.samePerson).toEqual([]);
      const wrong = [
        [{ ...body, phone: '12' }, 'phone'],
        [{ ...body, email: 'ion@' }, 'email'],
        [{ name: 'Ion' }, 'email'],
        [{ ...body, country: 'XX' }, 'country'],
      ] as const;
      for (const [sent, path] of wrong) {
        const answer = await call('post', '/api/leads/check').send(sent).expect(400);
        expect(answer.body.error.details.issues[0]).toMatchObject({ path });
      }
      await call('post', '/api/leads/check', auditor).send(body).expect(403);
    });
    expect(stored).toMatchObject({ leads: 0, outbox: 0, audit: 0 });
  });
});

describe('a lead that is edited', () => {
  it('takes consents too, and nobody else’s revision', async () => {
    const id = await lead(somebody({ consents: { email: true } }));
    const { revision } = await detailOf(id);
    const body = { consents: { email: false, 'post card': true }, attributes: { roof: { m2: [40, 2] } } };
    const change = (token = manager) =>
      call('patch', `/api/leads/${id}`, token).set('if-match', `"${revision}"`).send(body);
    await change(otherRep).expect(404);
    const { body: changed } = await change(rep).expect(200);
    expect(changed).toMatchObject(body);
    await change().expect(412);
    const { rows } = await api.world.sql.query(
      "SELECT before, after FROM audit WHERE lead_id = $1 AND action = 'lead.updated'",
      [id],
    );
    expect(rows).toEqual([{ before: { consents: { email: true }, attributes: {} }, after: body }]);
    await call('patch', `/api/leads/${id}`)
      .set('if-match', '*')
      .send({ consents: { email: 'yes' } })
      .expect(400);
  });
});

describe('notes', () => {
  const notesOf = async (id: string, token = manager): Promise<Note[]> =>
    (await call('get', `/api/leads/${id}/notes`, token).expect(200)).body.items as unknown as Note[];
  const write = (id: string, text: string, token = rep, more: object = {}) =>
    call('post', `/api/leads/${id}/notes`, token).send({ text, ...more });

  it('are written by who works on the lead, and read by who sees it', async () => {
    const id = await lead(somebody());
    const { body: note } = await write(id, '  **Call** after 5  ').expect(201);
    expect(note).toMatchObject({ text: '**Call** after 5', canEdit: true, canDelete: true, leadId: id });
    expect(await notesOf(id, auditor)).toMatchObject([{ canEdit: false, canDelete: false }]);
    expect(await notesOf(id)).toMatchObject([{ canEdit: false, canDelete: true }]);
    await write(id, 'x', otherRep).expect(404);
    await write(id, 'x', foreign).expect(404);
    await write(id, 'x', auditor).expect(403);
    for (const text of ['', '   ', 'x'.repeat(10_001)]) await write(id, text).expect(400);
    const { timeline } = await detailOf(id);
    expect(timeline).toContainEqual(expect.objectContaining({ type: 'NOTED', text: '**Call** after 5' }));
  });

  it('are one for one id', async () => {
    const id = await lead(somebody());
    const noteId = newId();
    const both = await Promise.all([1, 2].map(() => write(id, 'once', rep, { id: noteId }).expect(201)));
    expect(both.map(({ body }) => body.id)).toEqual([noteId, noteId]);
    expect(await notesOf(id)).toHaveLength(1);
    const another = await lead(somebody());
    await write(another, 'once', rep, { id: noteId }).expect(409);
  });

  it('are changed by their author alone, by revision; deleted by a manager too, which can be taken back', async () => {
    const id = await lead(somebody());
    const { body: note } = await write(id, 'first').expect(201);
    const path = `/api/leads/${id}/notes/${String(note.id)}`;
    const change = (text: string, token = rep) => call('patch', path, token).set('if-match', '"1"').send({ text });
    await change('mine now', manager).expect(403);
    await call('patch', path, rep).send({ text: 'second' }).expect(428);
    expect((await change('second').expect(200)).body).toMatchObject({ text: 'second', revision: 2 });
    await change('third').expect(412);
    await call('delete', path).expect(204);
    await call('delete', path).expect(204);
    expect(await notesOf(id)).toEqual([]);
    expect(JSON.stringify((await detailOf(id)).timeline)).not.toContain('second');
    await change('fourth').expect(409);
    await call('post', `${path}/restore`).expect(200);
    expect(await notesOf(id)).toMatchObject([{ text: 'second' }]);
    const { rows } = await api.world.sql.query<{ action: string; after: object }>(
      "SELECT action, after FROM audit WHERE lead_id = $1 AND action LIKE 'note.%' ORDER BY id",
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual(['note.added', 'note.changed', 'note.deleted', 'note.restored']);
    expect(JSON.stringify(rows)).not.toContain('second');
    await call('delete', `/api/leads/${id}/notes/${newId()}`).expect(404);
  });
});

describe('two leads that are merged', () => {
  const merge = async (keptId: string, mergedId: string, more: object = {}, token = manager) => {
    const { revision } = await detailOf(keptId);
    return call('post', `/api/leads/${keptId}/merge`, token)
      .set('if-match', `"${revision}"`)
      .send({ mergedId, ...more });
  };
  const unmerge = (id: string, body: object = {}) => call('post', `/api/leads/${id}/unmerge`).send(body);
  const pair = async (): Promise<[kept: string, other: string]> => {
    const person = somebody({ country: 'RO' });
    const kept = await lead({ ...person, attributes: { city: 'Cluj' }, tags: ['a'], consents: { email: true } });
    const other = await lead({
      ...person,
      name: 'Ion Pop',
      phone: '+40722111222',
      attributes: { city: 'Turda', roof: { m2: 40 } },
      tags: ['b'],
      consents: { email: false },
    });
    return [kept, other];
  };

  it('are one: the other is closed, its clocks end, its contact counts, what it knew is taken over', async () => {
    const [kept, other] = await pair();
    await call('post', `/api/leads/${other}/proofs`).send({ kind: 'CALL_LOGGED', externalId: 'call-7' }).expect(202);
    await call('post', `/api/leads/${other}/notes`, rep).send({ text: 'of the other' }).expect(201);
    await settle(other);
    const { body: preview } = await call('get', `/api/leads/${kept}/merge?mergedId=${other}`).expect(200);
    expect(preview).toMatchObject({
      refusal: null,
      tags: ['a', 'b'],
      merged: { notes: 1 },
      kept: { openClocks: [{ name: 'First contact' }] },
      proofs: [{ kind: 'CALL_LOGGED', counts: true, stops: ['First contact'] }],
      fields: [
        { field: 'name', merged: 'Ion Pop', byDefault: 'KEPT' },
        { field: 'phone', kept: null, byDefault: 'MERGED' },
        { field: 'attributes.city', kept: 'Cluj', merged: 'Turda', byDefault: 'KEPT' },
        { field: 'attributes.roof', kept: null, byDefault: 'MERGED' },
        { field: 'consents.email', kept: true, merged: false, byDefault: 'MERGED' },
      ],
    });
    const { status, body } = await merge(kept, other, { choices: { name: 'MERGED' }, reason: 'same man' });
    expect([status, body]).toMatchObject([202, { leadId: kept, mergedId: other }]);
    await settle(other, kept);

    expect(await detailOf(other)).toMatchObject({
      status: 'CLOSED',
      outcome: 'DUPLICATE',
      duplicateOfId: kept,
      merge: { intoId: kept },
      samePerson: [{ leadId: kept, relation: 'ORIGINAL' }],
    });
    const one = await detailOf(kept);
    expect(one).toMatchObject({
      name: 'Ion Pop',
      phone: '+40722111222',
      status: 'CONTACTED',
      attributes: { city: 'Cluj', roof: { m2: 40 } },
      consents: { email: false },
      tags: ['a', 'b'],
      mergedLeads: [{ leadId: other }],
      clocks: [{ key: 'first_contact', status: 'MET' }],
    });
    expect(one.timeline).toContainEqual(expect.objectContaining({ type: 'PROOF', merged: true }));
    expect(one.timeline).toContainEqual(expect.objectContaining({ type: 'MERGED', leadId: other }));
    const { body: notes } = await call('get', `/api/leads/${kept}/notes`).expect(200);
    expect(notes.items).toMatchObject([{ text: 'of the other', leadId: other }]);

    // What is said of the other one from now on is said of the one that stayed.
    const late = await call('post', `/api/leads/${other}/proofs`).send({ kind: 'EMAIL_SENT' }).expect(202);
    expect(late.body.leadId).toBe(kept);
    const again = await call('post', `/api/leads/${other}/proofs`)
      .send({ kind: 'CALL_LOGGED', externalId: 'call-7' })
      .expect(202);
    expect(again.body).toMatchObject({ leadId: kept, duplicate: true });
  });

  it('send what is delivered again to the one that stayed', async () => {
    const endpoint = await api.addEndpoint({ source: 'web' });
    const body = { externalId: 'form-1', email: 'maria@example.com', name: 'Maria' };
    const other = (await api.deliver(endpoint, body).expect(202)).body.leadId;
    await settle(other);
    const kept = await lead({ name: 'Maria', email: 'maria@example.com' });
    expect((await merge(kept, other)).status).toBe(202);
    await settle(other);
    const { body: taken } = await api.deliver(endpoint, { ...body, message: 'Still there?' }).expect(202);
    expect(taken).toMatchObject({ leadId: kept, duplicate: true });
    expect(await detailOf(kept)).toMatchObject({ message: 'Still there?' });
  });

  it('are two again, with what nobody changed since; what a contact stopped stays stopped', async () => {
    const [kept, other] = await pair();
    await call('post', `/api/leads/${other}/proofs`).send({ kind: 'CALL_LOGGED' }).expect(202);
    await settle(other);
    await merge(kept, other);
    await settle(other, kept);
    const { can } = await detailOf(other);
    expect(can.find(({ action }) => action === 'REOPEN')).toMatchObject({ allowed: false });
    await call('post', `/api/leads/${other}/reopen`).send({ reason: 'no' }).expect(409);
    await call('patch', `/api/leads/${kept}`).set('if-match', '*').send({ phone: '+40722999000' }).expect(200);

    const { body: preview } = await call('get', `/api/leads/${other}/unmerge`).expect(200);
    const expected = {
      keptId: kept,
      changedSince: ['phone'],
      givenBack: ['attributes.roof', 'consents.email', 'tags'],
    };
    expect(preview).toMatchObject({ ...expected, stoppedClocks: ['First contact'] });
    const { body } = await unmerge(other).expect(202);
    expect(body).toMatchObject(expected);
    await settle(other, kept);

    expect(await detailOf(other)).toMatchObject({
      status: 'CONTACTED',
      ownerId: repId,
      merge: null,
      duplicateOfId: null,
    });
    expect(await detailOf(kept)).toMatchObject({
      phone: '+40722999000',
      attributes: { city: 'Cluj' },
      consents: { email: true },
      tags: ['a'],
      mergedLeads: [],
      clocks: [{ status: 'MET' }],
      samePerson: [{ leadId: other, relation: 'LINKED' }],
    });
    await unmerge(other).expect(409);
    const proof = await call('post', `/api/leads/${other}/proofs`).send({ kind: 'EMAIL_SENT' }).expect(202);
    expect(proof.body.leadId).toBe(other);
    expect((await merge(kept, other)).status).toBe(202);
  });

  it('correct a verdict where the contact was in time', async () => {
    const [kept, other] = await pair();
    await api.world.sql.query(
      `UPDATE clocks SET started_at = started_at - interval '1 hour', deadline_at = now() - interval '1 minute' WHERE lead_id = $1`,
      [kept],
    );
    await api.world.sql.query(`UPDATE leads SET received_at = received_at - interval '1 hour' WHERE id = $1`, [kept]);
    await settle(kept);
    expect((await detailOf(kept)).clocks).toMatchObject([{ status: 'BREACHED' }]);
    const occurredAt = new Date(Date.now() - 5 * 60_000).toISOString();
    await api.world.sql.query(
      `INSERT INTO proofs (org_id, id, lead_id, kind, occurred_at, received_at, actor_type, applied_at)
       VALUES ($1, $2, $3, 'CALL_LOGGED', $4, now(), 'user', now())`,
      [api.world.orgId, newId(), other, occurredAt],
    );
    await merge(kept, other);
    await settle(kept, other);
    expect((await detailOf(kept)).clocks).toMatchObject([{ status: 'MET', correctedAt: expect.any(String) as string }]);
  });

  it('lose no contact that comes at the very moment', async () => {
    const [kept, other] = await pair();
    const proofs = Array.from({ length: 12 }, (_, index) =>
      call('post', `/api/leads/${other}/proofs`)
        .send({ kind: 'EMAIL_SENT', externalId: `mail-${index}` })
        .expect(202),
    );
    const [merged] = await Promise.all([merge(kept, other), ...proofs]);
    expect(merged.status).toBe(202);
    const { rows } = await api.world.sql.query('SELECT external_id FROM proofs WHERE lead_id = $1', [kept]);
    expect(rows).toHaveLength(12);
  });

  it('go on in a chain, and come apart one by one', async () => {
    const [a, b, c] = await Promise.all([1, 2, 3].map(() => lead(somebody())));
    await merge(b!, a!);
    await settle(a!);
    await merge(c!, b!);
    await settle(b!);
    const proof = () => call('post', `/api/leads/${a!}/proofs`).send({ kind: 'EMAIL_SENT' }).expect(202);
    expect((await proof()).body.leadId).toBe(c);
    await unmerge(b!).expect(202);
    expect((await proof()).body.leadId).toBe(b);
  });

  it('refuse what cannot be, and say what', async () => {
    const [kept, other] = await pair();
    const third = await lead(somebody());
    const issuesOf = async (
      answer: Promise<{ status: number; body: { error: { details: { issues: unknown[] } } } }>,
    ) => {
      const { status, body } = await answer;
      return [status, body.error.details.issues];
    };
    expect(await issuesOf(merge(kept, kept))).toMatchObject([400, [{ path: 'mergedId' }]]);
    expect(await issuesOf(merge(kept, newId()))).toMatchObject([400, [{ path: 'mergedId' }]]);
    expect(await issuesOf(merge(kept, other, { choices: { shoe: 'MERGED' } }))).toMatchObject([
      400,
      [{ path: 'choices.shoe' }],
    ]);
    for (const token of [rep, auditor]) expect((await merge(kept, other, {}, token)).status).toBe(403);
    expect((await merge(kept, other, {}, foreign)).status).toBe(404);
    await call('post', `/api/leads/${kept}/merge`).send({ mergedId: other }).expect(428);
    await call('post', `/api/leads/${kept}/merge`).set('if-match', '"99"').send({ mergedId: other }).expect(412);
    expect((await merge(kept, other, { mergedRevision: 99 })).status).toBe(412);

    // Two at once: one way or the other, and once.
    const both = await Promise.all([merge(kept, other), merge(other, kept), merge(kept, other)]);
    expect(both.map(({ status }) => status).sort()).not.toContain(500);
    const { rows } = await api.world.sql.query<{ kept_id: string }>(
      'SELECT kept_id FROM lead_merges WHERE kept_id = ANY($1) AND undone_at IS NULL',
      [[kept, other]],
    );
    expect(rows).toHaveLength(1);
    await settle(kept, other);
    const [stayed, gone] = rows[0]!.kept_id === kept ? [kept, other] : [other, kept];
    expect((await merge(third, gone)).status).toBe(409);
    expect((await merge(gone, third)).status).toBe(409);
    await call('post', `/api/leads/${third}/close`).send({ outcome: 'LOST' }).expect(202);
    expect((await merge(stayed, third)).status).toBe(409);
    expect((await merge(third, stayed)).status).toBe(409);
  });
});
