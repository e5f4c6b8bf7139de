import { createHmac, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../db/client.js';
import { admitDelivery } from '../../../db/leads/queries/intake-quota.js';
import { takeInLeads, type Delivery, type NewLead } from '../../../db/leads/queries/intake.js';
import { readCounters } from '../../../db/platform/queries/counters.js';
import { lead, NOTHING } from '../../support/delivery.js';
import { newLead } from '../../support/new-lead.js';
import { waitFor } from '../../support/wait.js';
import { LeadApi, type Sent, type TestEndpoint } from '../../support/lead-api.js';

let api: LeadApi;
let endpoint: TestEndpoint;

beforeAll(async () => {
  api = await LeadApi.open('intake_api');
  endpoint = await api.addEndpoint();
});
afterAll(() => api.close());

const stored = (work: () => Promise<unknown>) => api.stored(work);
const ONE_LEAD = { leads: 1, inbox_keys: 1, audit: 1, outbox: 1, proofs: 0 };

describe('a signed lead', () => {
  it('is stored with inbox key, audit entry and outbox row, and answered 202', async () => {
    const body = lead({ source: 'facebook', tags: ['vip'], consents: { email: true, sms: false } });
    let leadId = '';
    const rows = await stored(async () => {
      const { body: answer } = await api.deliver(endpoint, body).expect(202);
      leadId = answer.leadId;
      expect(answer).toEqual({ leadId, duplicate: false, statusUrl: `/api/leads/${leadId}` });
    });
    expect(rows).toEqual(ONE_LEAD);
    const row = await api.world.one('SELECT *, received_at <= clock_timestamp() AS past FROM leads WHERE id = $1', [
      leadId,
    ]);
    expect(row).toMatchObject({
      org_id: api.world.orgId,
      endpoint_id: endpoint.id,
      source: 'facebook',
      external_id: body.externalId,
      email: 'ana@example.com',
      email_raw: 'Ana@Example.com',
      phone: '+40722123456',
      phone_raw: '+40 722 123 456',
      country: 'RO',
      tags: ['vip'],
      attributes: body.attributes,
      consents: { email: true, sms: false },
      status: 'RECEIVED',
      past: true,
    });
    expect(await api.world.one('SELECT * FROM audit WHERE lead_id = $1', [leadId])).toMatchObject({
      action: 'sales.lead.created',
      entity_type: 'lead',
      entity_id: leadId,
      actor_type: 'endpoint',
      actor_id: endpoint.id,
      at: row.received_at as Date,
      trace_id: row.trace_id as string,
      before: null,
      after: { source: 'facebook', externalId: body.externalId, endpointId: endpoint.id },
    });
    expect(await api.world.one('SELECT * FROM outbox WHERE lead_id = $1', [leadId])).toMatchObject({
      topic: 'LEAD_RECEIVED',
      subject_id: null,
      delivered_at: null,
    });
  });

  it("takes the endpoint's source when the body names none", async () => {
    const { body } = await api.deliver(endpoint, lead()).expect(202);
    expect(await api.world.one('SELECT source FROM leads WHERE id = $1', [body.leadId])).toEqual({ source: 'web' });
  });

  it('can name its endpoint in a header', async () => {
    const text = JSON.stringify(lead());
    const post = () => api.call('post', '/api/intake/webhook').set(api.signed(endpoint.secret, text));
    await post().set('X-Pinggo-Endpoint', endpoint.id).send(text).expect(202);
    await post().send(text).expect(401);
    await post().set('X-Pinggo-Endpoint', newId()).send(text).expect(401);
  });

  it('sent again with the same id and body is the same lead', async () => {
    const body = lead({ externalId: undefined });
    const first = await api.deliver(endpoint, body, { id: 'msg_again' }).expect(202);
    const rows = await stored(async () => {
      const { body: again } = await api.deliver(endpoint, body, { id: 'msg_again' }).expect(202);
      expect(again).toEqual({ ...first.body, duplicate: true });
    });
    expect(rows).toEqual(NOTHING);
  });

  it('with the same id and another body is refused with 422', async () => {
    await api.deliver(endpoint, lead(), { id: 'msg_other' }).expect(202);
    const rows = await stored(async () => {
      const { body } = await api.deliver(endpoint, lead(), { id: 'msg_other' }).expect(422);
      expect(body.error.code).toBe('UNPROCESSABLE');
    });
    expect(rows).toEqual(NOTHING);
  });

  it('with a known externalId of its endpoint is the lead that is there, whatever its source', async () => {
    const body = lead();
    const first = await api.deliver(endpoint, body).expect(202);
    const rows = await stored(async () => {
      const { body: again } = await api.deliver(endpoint, { ...body, source: 'partner' }).expect(202);
      expect(again).toEqual({ ...first.body, duplicate: true });
    });
    expect(rows).toEqual({ ...NOTHING, inbox_keys: 1 });
  });

  it('of another endpoint, a person or an API key is another lead, and each knows its own again', async () => {
    const body = lead({ source: 'web' });
    const second = await api.addEndpoint();
    const [managerToken, repToken] = [await api.manager(), await api.tokenOf(await api.world.addRep('Rep'), 'REP')];
    const byHand = (token: string) => api.call('post', '/api/leads').set('authorization', token).send(body).expect(202);
    const senders = [
      () => byHand(repToken),
      () => byHand(managerToken),
      () => api.deliver(second, body).expect(202),
      () => api.deliver(endpoint, body).expect(202),
    ];
    const first = [];
    for (const send of senders) first.push((await send()).body);
    expect(first.map(({ duplicate }) => duplicate)).toEqual([false, false, false, false]);
    expect(new Set(first.map(({ leadId }) => leadId)).size).toBe(4);
    for (const [index, send] of senders.entries())
      expect((await send()).body).toEqual({ ...first[index], duplicate: true });
  });

  it('has its source as a label of one line', async () => {
    const { body } = await api.deliver(endpoint, lead({ source: '  Google\n Ads \t ' })).expect(202);
    expect(await api.world.one('SELECT source FROM leads WHERE id = $1', [body.leadId])).toEqual({
      source: 'Google Ads',
    });
    const { body: blank } = await api.deliver(endpoint, lead({ source: ' \n ' })).expect(202);
    expect(await api.world.one('SELECT source FROM leads WHERE id = $1', [blank.leadId])).toEqual({ source: 'web' });
  });

  it('keeps ids apart by endpoint and by org', async () => {
    const body = lead();
    const second = await api.addEndpoint({ source: 'second' });
    const orgId = newId();
    await api.world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Other')", [orgId]);
    const foreign = await api.addEndpoint({ orgId });
    const answers = [];
    for (const one of [endpoint, second, foreign]) {
      answers.push((await api.deliver(one, body, { id: 'msg_shared' }).expect(202)).body);
    }
    expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, false, false]);
    expect(new Set(answers.map(({ leadId }) => leadId)).size).toBe(3);
    expect(await api.world.one('SELECT org_id FROM leads WHERE id = $1', [answers[2]!.leadId])).toEqual({
      org_id: orgId,
    });
  });
});

describe('a later delivery of a known lead', () => {
  const take = async (more: Record<string, unknown>) => {
    const body = { externalId: `again-${newId()}`, email: 'ana@example.com', ...more };
    const { leadId } = (await api.deliver(endpoint, body).expect(202)).body;
    const again = (said: Record<string, unknown>) =>
      stored(async () => {
        const answer = await api.deliver(endpoint, { externalId: body.externalId, ...said }).expect(202);
        expect(answer.body).toMatchObject({ leadId, duplicate: true });
      });
    const shown = async () =>
      (
        await api
          .call('get', `/api/leads/${leadId}`)
          .set('authorization', await api.manager())
          .expect(200)
      ).body;
    const told = async () =>
      ((await shown())['timeline'] as Record<string, unknown>[]).filter(({ type }) => type === 'SENT_AGAIN');
    return { body, leadId, again, shown, told };
  };
  const TOLD = { ...NOTHING, inbox_keys: 1, audit: 1 };

  it('fills what was empty', async () => {
    const { again, shown, told, leadId } = await take({
      tags: ['form'],
      attributes: { budget: 1 },
      consents: { sms: true },
    });
    const more = {
      email: 'ANA@example.com',
      name: 'Ana Pop',
      phone: '+40 21 312 1234 int. 204',
      message: 'call me after six',
      tags: ['form', 'vip'],
      attributes: { budget: 1, city: 'Cluj' },
      consents: { sms: true, email: false },
    };
    const before = await shown();
    expect(await again(more)).toEqual(TOLD);
    const after = await shown();
    expect(after).toMatchObject({
      name: 'Ana Pop',
      email: 'ana@example.com',
      emailRaw: 'ana@example.com',
      phone: '+40213121234',
      phoneExtension: '204',
      phoneRaw: '+40 21 312 1234 int. 204',
      country: 'RO',
      message: 'call me after six',
      tags: ['form', 'vip'],
      attributes: { budget: 1, city: 'Cluj' },
      consents: { sms: true, email: false },
      revision: Number(before['revision']) + 1,
    });
    expect(await told()).toMatchObject([
      {
        filled: ['name', 'phone', 'message', 'country', 'tags', 'attributes', 'consents'],
        differing: [],
        said: { phone: '+40213121234', attributes: { city: 'Cluj' }, tags: ['vip'], consents: { email: false } },
        actor: { type: 'endpoint', id: endpoint.id },
      },
    ]);
    expect(await again(more)).toEqual({ ...NOTHING, inbox_keys: 1 });
    expect((await shown())['revision']).toBe(after['revision']);
    const { after: audited } = await api.world.one<{ after: object }>(
      "SELECT after FROM audit WHERE lead_id = $1 AND action = 'sales.lead.sent_again'",
      [leadId],
    );
    expect(JSON.stringify(audited)).not.toMatch(/Ana|312|Cluj|six/);
  });

  it('shows what differs, once, and replaces nothing', async () => {
    const { again, shown, told } = await take({ name: 'Ana Pop', phone: '+40722777001', attributes: { budget: 1 } });
    const other = { email: 'pop@work.example', name: 'Ana Pop', phone: '+40722777002', attributes: { budget: 2 } };
    const before = await shown();
    expect(await again(other)).toEqual(TOLD);
    const said = { email: 'pop@work.example', phone: '+40722777002', attributes: { budget: 2 } };
    expect(await told()).toMatchObject([{ filled: [], differing: ['email', 'phone', 'attributes'], said }]);
    const after = await shown();
    expect({ ...after, timeline: [], why: null }).toEqual({ ...before, timeline: [], why: null });
    // Said before, by another delivery, and what the lead has anyway.
    expect(await again({ ...other, attributes: {} })).toEqual({ ...NOTHING, inbox_keys: 1 });
    expect(await again({ email: 'ana@example.com' })).toEqual({ ...NOTHING, inbox_keys: 1 });
  });

  it('does not touch what a person changed or emptied', async () => {
    const { again, shown, told, leadId } = await take({ name: 'A', message: 'spam', tags: ['a'] });
    await api
      .call('patch', `/api/leads/${leadId}`)
      .set({ authorization: await api.manager(), 'if-match': '*' })
      .send({ message: null, tags: [], attributes: {} })
      .expect(200);
    const more = {
      email: 'ana@example.com',
      message: 'spam',
      tags: ['a'],
      attributes: { x: 1 },
      phone: '+40722777003',
    };
    await again(more);
    expect(await shown()).toMatchObject({ message: null, tags: [], attributes: {}, phone: '+40722777003' });
    expect(await told()).toMatchObject([
      { filled: ['phone', 'country'], differing: ['message', 'tags', 'attributes'] },
    ]);
  });

  it('reads an unreadable phone from a later one, and keeps both', async () => {
    const { again, shown, told } = await take({ phone: 'call me' });
    expect(await shown()).toMatchObject({ phone: null, phoneRaw: 'call me' });
    await again({ email: 'ana@example.com', phone: '+40722777004' });
    expect(await shown()).toMatchObject({ phone: '+40722777004', phoneRaw: '+40722777004' });
    expect(await told()).toMatchObject([{ said: { phone: '+40722777004', phoneRawBefore: 'call me' } }]);
  });

  it('waits for who holds the lead, and other leads do not', async () => {
    const { again, shown, leadId } = await take({});
    const holder = await api.world.sql.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM leads WHERE id = $1 FOR NO KEY UPDATE', [leadId]);
      const waiting = again({ email: 'ana@example.com', name: 'Ana Pop' });
      await waitFor('somebody waits for the lead', async () => {
        const { rowCount } = await api.world.sql.query(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        return rowCount! > 0;
      });
      await api.deliver(endpoint, lead()).expect(202);
      await holder.query('COMMIT');
      await waiting;
    } finally {
      holder.release();
    }
    expect(await shown()).toMatchObject({ name: 'Ana Pop' });
  });

  it('of twenty at once keeps what each adds', async () => {
    const { body, shown } = await take({});
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        api.deliver(endpoint, { ...body, attributes: { [`a${index}`]: index } }).expect(202),
      ),
    );
    expect(Object.keys((await shown())['attributes'] as object)).toHaveLength(20);
  });
});

describe('deliveries at the same instant', () => {
  it.each([
    ['with externalId', lead({ externalId: 'herd' }), () => 'msg_herd'],
    ['without externalId', lead({ externalId: undefined }), () => 'msg_herd_plain'],
    ['of different ids but one externalId', lead({ externalId: 'herd-2' }), () => `msg_${newId()}`],
  ])('are one lead (%s)', async (_name, body, id) => {
    let answers: Record<string, unknown>[] = [];
    const rows = await stored(async () => {
      const sent = Array.from({ length: 20 }, () => api.deliver(endpoint, body, { id: id() }).expect(202));
      answers = (await Promise.all(sent)).map((response) => response.body);
    });
    expect(new Set(answers.map(({ leadId }) => leadId)).size).toBe(1);
    expect(answers.filter(({ duplicate }) => duplicate === false)).toHaveLength(1);
    expect(rows).toMatchObject({ leads: 1, audit: 1, outbox: 1 });
    const inbox = await api.world.all(
      `SELECT i.key FROM inbox_keys i LEFT JOIN leads l ON l.id = i.lead_id WHERE l.id IS NULL`,
    );
    expect(inbox).toEqual([]);
  });
});

describe('leads that come at the same instant', () => {
  const delivery = (bodyHash = 'hash', key = newId()): Delivery => ({
    orgId: api.world.orgId,
    endpointId: endpoint.id,
    actor: { type: 'endpoint', id: endpoint.id },
    traceId: null,
    inbox: { scope: 'test', key, bodyHash },
  });
  const row = (more: Partial<NewLead> = {}) => newLead({ email: 'a@b.co', ...more });

  it('do not suffer from one that the database refuses', async () => {
    const sent = Array.from({ length: 30 }, (_, index) =>
      takeInLeads(api.db, delivery(), [row(index === 20 ? { occurredAt: 'never' } : { name: `N${index}` })]),
    );
    const settled = await Promise.allSettled(sent);
    expect(settled.map(({ status }) => status === 'rejected')).toEqual(settled.map((_, index) => index === 20));
    for (const [index, one] of settled.entries()) {
      if (one.status === 'rejected' || one.value.verdict !== 'CREATED') continue;
      const stored = await api.world.one('SELECT name FROM leads WHERE id = $1', [one.value.leadIds[0]]);
      expect(stored).toEqual({ name: `N${index}` });
    }
  });

  it('are each what they are alone, whatever comes with them', async () => {
    const [key, id] = [newId(), newId()];
    await takeInLeads(api.db, delivery('hash', key), [row({ externalId: `known ${id}` })]);
    const rows = await stored(async () => {
      const taken = await Promise.all([
        takeInLeads(api.db, delivery(), [row()]),
        takeInLeads(api.db, delivery(), [row({ externalId: `new ${id}` })]),
        takeInLeads(api.db, delivery(), [row({ externalId: `new ${id}`, name: 'again' })]),
        takeInLeads(api.db, delivery(), [row({ externalId: `known ${id}` })]),
        takeInLeads(api.db, delivery('hash', key), [row()]),
        takeInLeads(api.db, delivery('other body', key), [row()]),
        takeInLeads(api.db, delivery(), [row({ externalId: `more ${id}` })]),
      ]);
      expect(taken.map(({ verdict }) => verdict).join(' ')).toMatch(
        /^CREATED (CREATED DUPLICATE|DUPLICATE CREATED) DUPLICATE DUPLICATE OTHER_BODY CREATED$/,
      );
    });
    // The one that said something new of a lead that was there left a line of it.
    expect(rows).toMatchObject({ leads: 3, outbox: 3, inbox_keys: 5 });
  });

  it('of one delivery are stored all or none', async () => {
    const key = newId();
    await takeInLeads(api.db, delivery('one body', key), [row(), row()]);
    const rows = await stored(async () => {
      const taken = await takeInLeads(api.db, delivery('other body', key), [row(), row(), row()]);
      expect(taken).toEqual({ verdict: 'OTHER_BODY' });
      await expect(takeInLeads(api.db, delivery(), [row(), row({ occurredAt: 'never' })])).rejects.toThrow();
    });
    expect(rows).toEqual(NOTHING);
  });

  it('arrive as they were given, every member of them', async () => {
    const odd = `O'Brien "the" \\ {a,b} $1 %s\n\t\u2028 ăîșț Ёж 🦊 e\u0301 \u0001`;
    const full: NewLead = {
      source: `web ${odd}`,
      externalId: `${odd} ${newId()}`,
      name: odd,
      email: 'null',
      emailRaw: ' NULL ',
      phone: '',
      phoneExtension: '0012',
      phoneRaw: '\\N',
      message: `${odd}\r\n`,
      language: 'ro',
      country: 'RO',
      tags: ['', 'NULL', 'null', '{a,b}', 'a"b', "it's", '\\', ' ', odd],
      attributes: {
        '': odd,
        [odd]: { none: null, list: [null, [], {}, 'NULL', -0.1, 1e21, 5e-7, Number.MAX_SAFE_INTEGER, true] },
      },
      consents: { email: true, sms: false, phone: undefined, [odd]: true },
      occurredAt: '2026-03-29T01:02:03.007Z',
    };
    const none = row({ email: null });
    const again = `again ${full.externalId}`;
    // One alone, and several at once, are written in two ways.
    const taken = [
      await takeInLeads(api.db, delivery(), [full]),
      await takeInLeads(api.db, delivery(), [none, { ...full, externalId: again }]),
    ];
    const ids = taken.flatMap((one) => (one.verdict === 'OTHER_BODY' ? [] : one.leadIds));
    const shown = await Promise.all(
      ids.map((id) =>
        api.world.one(
          `SELECT source, external_id AS "externalId", name, email, email_raw AS "emailRaw", phone,
             phone_extension AS "phoneExtension", phone_raw AS "phoneRaw", message, language, country, tags, attributes, consents, occurred_at AS "occurredAt"
           FROM leads WHERE id = $1`,
          [id],
        ),
      ),
    );
    const stored = {
      ...full,
      consents: { email: true, sms: false, [odd]: true },
      occurredAt: new Date(full.occurredAt!),
    };
    expect(shown).toEqual([stored, none, { ...stored, externalId: again }]);
  });

  it('are taken in by the role of the API and by no other', async () => {
    const may = await api.world.all<{ role: string; may: boolean }>(
      `SELECT role, has_function_privilege(role, 'take_in_leads(jsonb)', 'EXECUTE') AS may
       FROM unnest(ARRAY['pinggo_app', 'pinggo_relay', 'pinggo_lookup']) AS role`,
    );
    expect(may).toEqual([
      { role: 'pinggo_app', may: true },
      { role: 'pinggo_relay', may: false },
      { role: 'pinggo_lookup', may: false },
    ]);
  });
});

describe('a signature', () => {
  const body = JSON.stringify(lead());
  const post = (headers: Record<string, string>, id = endpoint.id, text = body) =>
    api
      .call('post', `/api/intake/webhook/${id}`)
      .set({ 'content-type': 'application/json', ...headers })
      .send(text);
  const good = () => api.signed(endpoint.secret, body);
  const minutes = (count: number) => new Date(Date.now() + count * 60_000);

  it.each<[string, () => Sent]>([
    ['missing', () => post({})],
    ['of another secret', () => post(api.signed(`whsec_${randomBytes(24).toString('base64')}`, body))],
    ['of another body', () => post(good(), endpoint.id, `${body} `)],
    ['of another id', () => post({ ...good(), 'webhook-id': 'msg_x' })],
    ['of another instant', () => post({ ...good(), 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 7) })],
    ['stale', () => post(api.signed(endpoint.secret, body, 'msg_stale', minutes(-6)))],
    ['from the future', () => post(api.signed(endpoint.secret, body, 'msg_future', minutes(6)))],
    ['with a timestamp that is not digits', () => post({ ...good(), 'webhook-timestamp': '1e10' })],
    ['for an unknown endpoint', () => post(good(), newId())],
    ['for an endpoint that cannot be', () => post(good(), 'x%27--')],
  ])('%s is refused, the same way, and nothing is stored', async (_name, send) => {
    const rows = await stored(async () => {
      const response = await send();
      expect(response.status).toBe(401);
      expect(response.headers['content-type']).toContain('application/problem+json');
      const { instance: _instance, ...problem } = response.body;
      delete problem.error.details.trace_id;
      expect(problem).toMatchInlineSnapshot(`
        {
          "error": {
            "code": "UNAUTHORIZED",
            "details": {
              "issues": [],
            },
            "human_how_to_fix": [
              "Sign the raw bytes of the body with an active secret of this endpoint, by its adapter's scheme.",
              "Standard Webhooks: send webhook-id, webhook-timestamp (Unix seconds, at most 300 s from now) and webhook-signature.",
              "Check the id of the endpoint in the path or in X-Pinggo-Endpoint.",
            ],
            "human_title": "The endpoint or the signature is not valid",
          },
          "status": 401,
          "title": "The endpoint or the signature is not valid",
          "type": "urn:pinggo:error:UNAUTHORIZED",
        }
      `);
    });
    expect(rows).toEqual(NOTHING);
  });

  it('counts with any secret that is active, and with no other', async () => {
    const rotated = await api.addEndpoint();
    const of = (secret: string) => ({ id: rotated.id, secret });
    const [next, expired, revoked] = ['a', 'b', 'c'].map(
      (text) => `whsec_${Buffer.from(text.repeat(32)).toString('base64')}`,
    );
    await api.addSecret(of(next!));
    await api.addSecret(of(expired!), api.world.orgId, { expireAt: new Date(Date.now() - 1000) });
    await api.addSecret(of(revoked!), api.world.orgId, { revokedAt: new Date() });
    await api.deliver(rotated, lead()).expect(202);
    await api.deliver(of(next!), lead()).expect(202);
    await api.deliver(of(expired!), lead()).expect(401);
    await api.deliver(of(revoked!), lead()).expect(401);
    await api.world.sql.query('UPDATE endpoint_secrets SET revoked_at = now() WHERE endpoint_id = $1', [rotated.id]);
    await api.deliver(rotated, lead()).expect(401);
  });
});

describe('a body', () => {
  it.each<[string, unknown, number, string?]>([
    ['that is broken', '{"name": ', 400],
    ['that is empty', '', 400],
    ['that is not UTF-8', undefined, 400],
    ['that is no object', '[1]', 400],
    ['with __proto__', '{"email":"a@b.co","attributes":{"__proto__":{"x":1}}}', 400],
    ['with a field that is not known', lead({ budget: 1 }), 400, 'budget'],
    ['without contact', { name: 'Ana' }, 400, 'email'],
    ['of which no contact can be used', lead({ email: 'ana', phone: 'call me' }), 400, 'email'],
    ['over 256 KiB', lead({ message: 'x'.repeat(257 * 1024) }), 413],
  ])('%s is refused and nothing is stored', async (_name, body, status, path) => {
    const rows = await stored(async () => {
      const response =
        body === undefined ? await deliverBytes(Buffer.from([0x7b, 0xff, 0x7d])) : await api.deliver(endpoint, body);
      expect(response.status).toBe(status);
      if (path !== undefined) expect(response.body.error.details.issues.map((issue) => issue.path)).toContain(path);
    });
    expect(rows).toEqual(NOTHING);
  });

  it.each<[string, Record<string, unknown>, string, unknown]>([
    ['with NUL', { name: 'a\u0000b' }, 'name', 'a\ufffdb'],
    ['with NUL deep inside', { attributes: { a: [{ b: '\u0000' }] } }, 'attributes', { a: [{ b: '\ufffd' }] }],
    ['with half a surrogate pair', { message: 'great \uD83D' }, 'message', 'great \ufffd'],
    ['with a line break in a name', { name: 'Ana\r\nPop\u202e' }, 'name', 'Ana Pop'],
    ['with an e-mail address that is none', { email: 'ana' }, 'email', null],
    ['with an instant that is none', { occurredAt: 'yesterday' }, 'occurred_at', null],
    ['with blank fields', { name: null, email: '' }, 'email', null],
    [
      'with attributes over 32 KiB',
      { attributes: { a: 'x'.repeat(33 * 1024), b: 1 } },
      'attributes',
      { b: 1, dropped: { count: 1, names: ['a'] } },
    ],
  ])('%s is taken in with what is good of it, and a note', async (_name, more, column, want) => {
    const { body } = await api.deliver(endpoint, lead(more)).expect(202);
    const row = await api.world.one('SELECT * FROM leads WHERE id = $1', [body.leadId]);
    expect(row[column]).toEqual(want);
    expect(row.phone).toBe('+40722123456');
    if (column !== 'name' || String(want).includes('\ufffd')) expect(row.intake_notes).not.toEqual([]);
  });

  it('of another content type is refused with 415', async () => {
    const text = JSON.stringify(lead());
    const headers = { ...api.signed(endpoint.secret, text), 'content-type': 'text/plain' };
    await api.call('post', `/api/intake/webhook/${endpoint.id}`).set(headers).send(text).expect(415);
  });

  function deliverBytes(raw: Buffer): Sent {
    const [id, at] = ['msg_bytes', Math.floor(Date.now() / 1000)];
    const key = Buffer.from(endpoint.secret.slice(6), 'base64');
    const signature = createHmac('sha256', key).update(`${id}.${at}.`).update(raw).digest('base64');
    return api
      .call('post', `/api/intake/webhook/${endpoint.id}`)
      .set({ 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(at) })
      .set('webhook-signature', `v1,${signature}`)
      .serialize((bytes) => bytes as string)
      .send(raw);
  }
});

describe('what is refused before it costs a query', () => {
  /** How often somebody was given a connection to the database meanwhile. */
  const asked = async (work: () => Promise<unknown>): Promise<number> => {
    // What was answered before is written down by itself.
    await api.deliveries.flush();
    const connect = vi.spyOn(api.db.pool, 'connect');
    try {
      await work();
      return connect.mock.calls.length;
    } finally {
      connect.mockRestore();
    }
  };
  const text = JSON.stringify(lead());
  const json = { 'content-type': 'application/json' };

  it.each(['webhook', 'proofs'])('a delivery to /%s that has no signature at all', async (kind) => {
    const refuse = () => api.call('post', `/api/intake/${kind}/${endpoint.id}`).set(json).send(text).expect(401);
    expect(await asked(refuse)).toBe(0);
    // The answer is that of a signature that does not fit: it tells nobody which endpoints there are.
    const unfit = await api
      .call('post', `/api/intake/${kind}/${endpoint.id}`)
      .set({ ...api.signed(endpoint.secret, 'another body') })
      .send(text)
      .expect(401);
    expect((await refuse()).body.error).toMatchObject({ code: unfit.body.error.code });
    expect((await refuse()).body.title).toBe(unfit.body.title);
  });

  it('a body that is too large', async () => {
    const large = JSON.stringify({ ...lead(), message: 'x'.repeat(256 * 1024) });
    expect(await asked(() => api.deliver(endpoint, large).expect(413))).toBe(0);
  });

  it('a body that is too large, by its announced length or once too much has come, before the rest is sent', async () => {
    const server = api.app.listen(0);
    try {
      const { port } = server.address() as AddressInfo;
      const status = (headers: Record<string, string>, sent: Buffer) =>
        new Promise<number | undefined>((resolve, reject) => {
          const path = `/api/intake/webhook/${endpoint.id}`;
          const request = httpRequest({
            port,
            method: 'POST',
            path,
            headers: { ...api.signed(endpoint.secret, text), ...headers },
          });
          request.on('response', (response) => {
            resolve(response.statusCode);
            request.destroy();
          });
          request.on('error', reject);
          // Never ended: who waits for the rest waits for ever.
          request.write(sent);
        });
      expect(await status({ 'content-length': String(1024 ** 3) }, Buffer.alloc(10, ' '))).toBe(413);
      expect(await status({ 'transfer-encoding': 'chunked' }, Buffer.alloc(257 * 1024, ' '))).toBe(413);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('all but the first of those for an endpoint that there is not', async () => {
    const nobody = { ...endpoint, id: newId() };
    expect(await asked(() => api.deliver(nobody, text).expect(401))).toBe(1);
    expect(
      await asked(async () => {
        for (const id of [nobody.id, nobody.id.toUpperCase()]) await api.deliver({ ...nobody, id }, text).expect(401);
        await api.deliver({ ...nobody, id: 'no-id' }, text).expect(401);
      }),
    ).toBe(0);
  });
});

describe('a quota', () => {
  const setQuota = (id: string, quota: number | null) =>
    api.world.sql.query('UPDATE endpoints SET quota_per_minute = $2 WHERE id = $1', [id, quota]);

  it('ends what an endpoint takes with 429 and Retry-After, and what is not signed does not count', async () => {
    const [own, other] = [await api.addEndpoint(), await api.addEndpoint()];
    await setQuota(own.id, 3);
    for (let n = 0; n < 5; n++)
      await api
        .call('post', `/api/intake/webhook/${own.id}`)
        .set(api.signed(other.secret, '{}'))
        .send('{}')
        .expect(401);
    for (let n = 0; n < 2; n++) await api.deliver(own, lead()).expect(202);
    // Proofs and leads together; what is refused for its body is a delivery as well.
    await api.deliver(own, '{}', { path: 'proofs' }).expect(400);
    const rows = await stored(async () => {
      for (const path of ['webhook', 'proofs'] as const) {
        const { body, headers } = await api.deliver(own, lead(), { path }).expect(429);
        expect(body.error.code).toBe('OVER_QUOTA');
        expect(Number(headers['retry-after'])).toBeGreaterThan(10);
        expect(Number(headers['retry-after'])).toBeLessThanOrEqual(20);
      }
    });
    expect(rows).toEqual(NOTHING);
    await api.deliver(other, lead()).expect(202);
    // A change holds at once.
    await setQuota(own.id, 4);
    await api.deliver(own, lead()).expect(202);
    await api.deliver(own, lead()).expect(429);
    await setQuota(own.id, null);
    await api.deliver(own, lead()).expect(202);
  });

  it('is shared by all processes, and refills', async () => {
    const { id } = await api.addEndpoint();
    const { orgId } = api.world;
    const replicas = [1, 2].map(() => openDatabase(api.database.appUrl, { role: 'pinggo_app', poolSize: 2 }));
    const admitted = async (perMinute: number, count: number): Promise<number> => {
      const answers = await Promise.all(
        Array.from({ length: count }, (_, n) => admitDelivery(replicas[n % 2]!, { orgId, id }, perMinute)),
      );
      return answers.filter(({ ok }) => ok).length;
    };
    const empty = () =>
      api.world.sql.query(
        "UPDATE intake_quotas SET measured_at = measured_at - interval '1 minute' WHERE endpoint_id = $1",
        [id],
      );
    try {
      expect(await admitted(10, 40)).toBe(10);
      await empty();
      // Another number, so that nobody goes by what they were told before.
      const startedAtMs = performance.now();
      const many = await admitted(600, 1_500);
      const leaked = Math.ceil((performance.now() - startedAtMs) / 100);
      expect(many).toBeGreaterThanOrEqual(600 - 10);
      expect(many).toBeLessThanOrEqual(600 + leaked);
    } finally {
      await Promise.all(replicas.map((db) => db.close()));
    }
  });

  it('is what the process says where an endpoint has none', async () => {
    const strict = await LeadApi.open('intake_quota', { intakeQuotaPerMinute: 1 });
    try {
      const own = await strict.addEndpoint();
      await strict.deliver(own, lead()).expect(202);
      const { headers } = await strict.deliver(own, lead()).expect(429);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
    } finally {
      await strict.close();
    }
  });
});

it('counts each lead, and each that could not become one, once', async () => {
  const { leads, letters } = await api.world.one<{ leads: string; letters: string }>(
    `SELECT (SELECT count(*) FROM audit WHERE action = 'sales.lead.created') AS leads,
       (SELECT count(*) FROM intake_dead_letters) AS letters`,
  );
  const counted = new Map((await readCounters(api.db)).map(({ name, value }) => [name, value]));
  expect(Number(leads)).toBeGreaterThan(20);
  expect(counted.get('leads_received_total')).toBe(Number(leads));
  expect(counted.get('intake_dead_letters_total') ?? 0).toBe(Number(letters));
});
