import { randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewProof } from '../../../db/leads/queries/new-proof.js';
import { recordProof } from '../../../db/leads/queries/proofs.js';
import { lead, NOTHING } from '../../support/delivery.js';
import { LeadApi, type TestEndpoint } from '../../support/lead-api.js';

let api: LeadApi;
let endpoint: TestEndpoint;

beforeAll(async () => {
  api = await LeadApi.open('intake_proofs');
  endpoint = await api.addEndpoint();
});
afterAll(() => api.close());

const stored = (work: () => Promise<unknown>) => api.stored(work);

describe('a proof from a CRM', () => {
  const takeIn = async (more: Record<string, unknown> = {}, target = endpoint) => {
    const body = lead(more);
    const answer = await api.deliver(target, body).expect(202);
    return { id: answer.body.leadId, externalId: body.externalId };
  };
  const proof = (of: unknown, more: Record<string, unknown> = {}) => ({
    lead: of,
    kind: 'CALL_LOGGED',
    occurredAt: new Date().toISOString(),
    externalId: `call-${newId()}`,
    ...more,
  });
  const report = (body: unknown, id?: string, target = endpoint) =>
    api.deliver(target, body, { path: 'proofs', ...(id === undefined ? {} : { id }) });
  const ONE_PROOF = { leads: 0, inbox_keys: 1, audit: 1, outbox: 1, proofs: 1 };

  it('is stored with audit entry and outbox row, by the id of the lead', async () => {
    const { id } = await takeIn();
    const body = proof({ id }, { actor: 'ana@crm', note: 'talked', outcome: 'VOICEMAIL' });
    let answer: Record<string, unknown> = {};
    expect(
      await stored(async () => {
        answer = (await report(body).expect(202)).body;
      }),
    ).toEqual(ONE_PROOF);
    expect(answer).toEqual({ proofId: answer.proofId, leadId: id, duplicate: false });
    expect(await api.world.one('SELECT * FROM proofs WHERE id = $1', [answer.proofId])).toMatchObject({
      lead_id: id,
      kind: 'CALL_LOGGED',
      outcome: 'VOICEMAIL',
      occurred_at: new Date(body.occurredAt),
      external_id: body.externalId,
      actor_type: 'endpoint',
      actor_id: endpoint.id,
      note: 'talked',
      applied_at: null,
    });
    expect(
      await api.world.one("SELECT * FROM outbox WHERE topic = 'PROOF_RECORDED' AND lead_id = $1", [id]),
    ).toMatchObject({ subject_id: answer.proofId });
    expect(
      await api.world.one("SELECT after FROM audit WHERE action = 'proof.recorded' AND lead_id = $1", [id]),
    ).toMatchObject({ after: { reportedActor: 'ana@crm', kind: 'CALL_LOGGED', outcome: 'VOICEMAIL' } });
  });

  const of = async (kind: string, proofsFor: unknown = null) => {
    const one = await api.addEndpoint();
    await api.world.sql.query('UPDATE endpoints SET kind = $2, proofs_for = $3 WHERE id = $1', [
      one.id,
      kind,
      proofsFor === null ? null : JSON.stringify(proofsFor),
    ]);
    return one;
  };

  it('of a CRM finds a lead by externalId: its own first, then the only one that it reaches', async () => {
    const [crm, web, ads, partner] = [await of('CRM'), await of('FORM'), await of('FORM'), await of('PARTNER')];
    const found = async (externalId: string, more: object = {}) =>
      (await report(proof({ externalId, ...more }), undefined, crm).expect(202)).body.leadId;
    const own = await takeIn({ externalId: 'x-1' }, crm);
    await takeIn({ externalId: 'x-1' }, web);
    expect(await found('x-1')).toBe(own.id);
    const elsewhere = await takeIn({ externalId: 'x-2' }, web);
    await takeIn({ externalId: 'x-2' }, partner);
    expect(await found('x-2')).toBe(elsewhere.id);
    const named = await takeIn({ externalId: 'x-3' }, web);
    await takeIn({ externalId: 'x-3' }, ads);
    const { body } = await report(proof({ externalId: 'x-3' }), undefined, crm).expect(409);
    expect(JSON.stringify(body)).toContain('lead.endpointId');
    expect(await found('x-3', { endpointId: web.id })).toBe(named.id);
    await report(proof({ externalId: 'x-3', endpointId: partner.id }), undefined, crm).expect(404);
    const byHand = await api.world.receive({ externalId: 'x-4' });
    expect(await found('x-4')).toBe(byHand);
  });

  it('reaches no lead of an endpoint that it is not linked to: that is an unknown one', async () => {
    const website = await of('FORM');
    const theirs = await takeIn({ externalId: 'web-1' }, website);
    for (const kind of ['FORM', 'PARTNER']) {
      const stranger = await of(kind);
      // Nor is an id there that somebody else has taken.
      const own = await takeIn({ externalId: 'web-1' }, stranger);
      expect(own.id).not.toBe(theirs.id);
      for (const lead of [{ id: theirs.id }, { externalId: 'web-1', endpointId: website.id }])
        expect(await stored(() => report(proof(lead), undefined, stranger).expect(404))).toEqual(NOTHING);
      expect((await report(proof({ externalId: 'web-1' }), undefined, stranger).expect(202)).body.leadId).toBe(own.id);
    }
    const linked = await of('PARTNER', [website.id]);
    for (const lead of [{ id: theirs.id }, { externalId: 'web-1' }])
      expect((await report(proof(lead), undefined, linked).expect(202)).body.leadId).toBe(theirs.id);
  });

  it('of a lead that is not there, or of another org, answers 404', async () => {
    const orgId = newId();
    await api.world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Third')", [orgId]);
    const foreign = await api.addEndpoint({ orgId });
    const theirs = await takeIn({ externalId: 'theirs' }, foreign);
    for (const of of [
      { id: newId() },
      { id: 'nonsense' },
      { externalId: 'nobody' },
      { id: theirs.id },
      { externalId: 'theirs' },
    ]) {
      expect(await stored(() => report(proof(of)).expect(404))).toEqual(NOTHING);
    }
  });

  it('is one proof per externalId and lead, and per webhook-id', async () => {
    const [one, two] = [await takeIn(), await takeIn()];
    const body = proof({ id: one.id }, { externalId: 'call-1' });
    const first = await report(body, 'msg_proof').expect(202);
    const same = { ...first.body, duplicate: true };
    expect(await stored(() => report(body, 'msg_proof').expect(202, same))).toEqual(NOTHING);
    expect(await stored(() => report(body).expect(202, same))).toEqual({ ...NOTHING, inbox_keys: 1 });
    await report({ ...body, note: 'changed' }, 'msg_proof').expect(422);
    const other = await report({ ...body, lead: { id: two.id } }).expect(202);
    expect(other.body).toMatchObject({ duplicate: false, leadId: two.id });
  });

  it('delivered twenty times at once is one proof', async () => {
    const { id } = await takeIn();
    const body = proof({ id });
    for (const name of ['msg_same', undefined]) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => report(body, name).expect(202)));
      expect(new Set(answers.map((answer) => answer.body.proofId)).size).toBe(1);
    }
    expect(await api.world.all('SELECT 1 FROM proofs WHERE lead_id = $1', [id])).toHaveLength(1);
    expect(
      await api.world.all("SELECT 1 FROM outbox WHERE topic = 'PROOF_RECORDED' AND lead_id = $1", [id]),
    ).toHaveLength(1);
  });

  it('waits for the settlement of its lead, and proofs of other leads do not', async () => {
    const [settled, other, third] = [await takeIn(), await takeIn(), await takeIn()];
    const holder = await api.world.sql.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT seal_settlement($1, $2, $3)', [api.world.orgId, [settled.id], []]);
      const sent = [settled, other, third].map(({ id }) => report(proof({ id })).expect(202));
      await Promise.all(sent.slice(1));
      expect(await api.world.all('SELECT FROM proofs WHERE lead_id = $1', [settled.id])).toEqual([]);
      await holder.query('COMMIT');
      await sent[0];
    } finally {
      holder.release();
    }
    expect(await api.world.all('SELECT FROM proofs WHERE lead_id = $1', [settled.id])).toHaveLength(1);
  });

  it('that comes with others is what it is alone, and one that Postgres refuses costs no other one', async () => {
    const [one, two, gone] = [await takeIn(), await takeIn(), newId()];
    const record = (leadId: string, more: Partial<NewProof> = {}) =>
      recordProof(api.db, api.world.orgId, {
        lead: { id: leadId },
        kind: 'CALL_LOGGED',
        occurredAt: null,
        externalId: null,
        note: null,
        actor: { type: 'endpoint', id: endpoint.id },
        reportedActor: null,
        traceId: null,
        inbox: null,
        reporterId: endpoint.id,
        onlyOwner: null,
        ...more,
      });
    const first = record(one.id);
    const sent = [
      record(one.id, { externalId: 'same', note: 'first' }),
      record(one.id, { externalId: 'same', note: 'second' }),
      record(two.id, { externalId: 'same', occurredAt: new Date(Date.now() + 3_600_000) }),
      record(two.id, { lead: { externalId: two.externalId } }),
      record(gone),
    ];
    const verdicts = (await Promise.all([first, ...sent])).map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['RECORDED', 'RECORDED', 'DUPLICATE', 'IN_FUTURE', 'RECORDED', 'UNKNOWN_LEAD']);
    const together = [record(one.id), record(one.id), record(two.id, { note: '\u0000' }), record(two.id)];
    expect((await Promise.allSettled(together)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(
      await api.world.all('SELECT note FROM proofs WHERE lead_id = $1 AND external_id IS NOT NULL', [one.id]),
    ).toEqual([{ note: 'first' }]);
  });

  it('from before the lead was received counts; long before it, or in the future, it is refused', async () => {
    const MINUTE = 60_000;
    const askedAtMs = Date.now() - 120 * MINUTE;
    const [fresh, late] = [await takeIn(), await takeIn({ occurredAt: new Date(askedAtMs).toISOString() })];
    const token = await api.manager();
    const reports = (id: string, ms: number) => {
      const occurredAt = new Date(ms).toISOString();
      return [
        report(proof({ id }, { occurredAt })),
        api
          .call('post', `/api/leads/${id}/proofs`)
          .set('authorization', token)
          .send({ kind: 'CALL_LOGGED', occurredAt }),
      ];
    };
    const now = Date.now();
    const refused: [string, number, RegExp][] = [
      [fresh.id, now - 25 * 60 * MINUTE, /more than a day before the lead, which was received at/],
      [fresh.id, now + 6 * MINUTE, /in the future/],
      [late.id, askedAtMs - 6 * MINUTE, /more than five minutes before the person asked/],
    ];
    for (const [id, ms, words] of refused)
      expect(
        await stored(async () => {
          for (const sent of reports(id, ms)) {
            const { body: problem } = await sent.expect(400);
            expect(problem.error.details.issues).toMatchObject([{ path: 'occurredAt' }]);
            expect(problem.error.details.issues[0]!.message).toMatch(words);
          }
        }),
      ).toEqual(NOTHING);
    const taken: [string, number][] = [
      [fresh.id, now - MINUTE],
      [fresh.id, now - 60 * MINUTE],
      [fresh.id, now + 4 * MINUTE],
      [late.id, now - 60 * MINUTE],
      [late.id, askedAtMs - 4 * MINUTE],
    ];
    for (const [id, ms] of taken) for (const sent of reports(id, ms)) await sent.expect(202);
  });

  it('of a closed lead is taken', async () => {
    const { id } = await takeIn();
    await api.world.sql.query("UPDATE leads SET status = 'CLOSED', outcome = 'LOST', closed_at = now() WHERE id = $1", [
      id,
    ]);
    await report(proof({ id })).expect(202);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['without kind', { kind: undefined }, 'kind'],
    ['of an unknown kind', { kind: 'FAX' }, 'kind'],
    ['with two ways to name the lead', { lead: { id: 'a', externalId: 'b' } }, 'lead'],
    ['with an unknown field', { channel: 'x' }, 'channel'],
  ])('%s is refused', async (_name, more, path) => {
    const { body } = await report(proof({ id: newId() }, more)).expect(400);
    expect(body.error.details.issues.map((issue) => issue.path)).toContain(path);
  });

  it('with a bad signature is refused', async () => {
    const { id } = await takeIn();
    const wrong = { id: endpoint.id, secret: `whsec_${randomBytes(24).toString('base64')}` };
    expect(await stored(() => report(proof({ id }), undefined, wrong).expect(401))).toEqual(NOTHING);
  });
});
