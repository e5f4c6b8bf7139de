import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../../../api/leads/intake/fixtures/read.js';
import { NOTHING } from '../../support/delivery.js';
import { LeadApi, type Sent, type TestEndpoint } from '../../support/lead-api.js';

let api: LeadApi;

beforeAll(async () => {
  api = await LeadApi.open('intake_adapters');
});
afterAll(() => api.close());

const stored = (work: () => Promise<unknown>) => api.stored(work);

describe('adapters, over recorded payloads', () => {
  const send = (target: TestEndpoint, raw: Buffer, headers: Record<string, string>) =>
    api
      .call('post', `/api/intake/webhook/${target.id}`)
      .set({ 'content-type': 'application/json', ...headers })
      .send(raw.toString('utf8'));
  const hmac = (secret: string, raw: Buffer) => createHmac('sha256', secret).update(raw);
  const meta = (target: TestEndpoint, raw: Buffer) =>
    send(target, raw, { 'x-hub-signature-256': `sha256=${hmac(target.secret, raw).digest('hex')}` });

  it('takes a Typeform answer, and takes it once', async () => {
    const target = await api.addEndpoint({ adapter: 'typeform', source: 'typeform', secret: 'typeform-secret' });
    const raw = fixture('typeform-form-response');
    const signature = { 'typeform-signature': `sha256=${hmac(target.secret, raw).digest('base64')}` };
    const { body } = await send(target, raw, signature).expect(202);
    const again = await send(target, raw, signature).expect(202);
    expect(again.body).toEqual({ ...body, duplicate: true });
    await send(target, raw, { 'typeform-signature': 'sha256=AAAA' }).expect(401);
    expect(await api.world.one('SELECT source FROM leads WHERE id = $1', [body.leadId])).toEqual({
      source: 'typeform',
    });
  });

  it.each(['gohighlevel-contact-create', 'gohighlevel-workflow'])('takes %s, once', async (name) => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const secret = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const target = await api.addEndpoint({ adapter: 'gohighlevel', source: `ghl-${name}`, secret });
    const raw = fixture(name);
    const signature = { 'x-ghl-signature': sign(null, raw, privateKey).toString('base64') };
    const { body } = await send(target, raw, signature).expect(202);
    expect((await send(target, raw, signature).expect(202)).body).toEqual({ ...body, duplicate: true });
    await send(target, Buffer.concat([raw, Buffer.from(' ')]), signature).expect(401);
  });

  it('takes a lead as the Graph API shows it', async () => {
    const target = await api.addEndpoint({ adapter: 'facebook-leadgen', source: 'graph', secret: 'app-secret' });
    const raw = fixture('meta-graph-lead');
    const { body } = await meta(target, raw).expect(202);
    expect(body).toMatchObject({ duplicate: false });
    expect(body).not.toHaveProperty('leadIds');
  });

  it('takes all leads of a batch, together, and once', async () => {
    const target = await api.addEndpoint({ adapter: 'facebook-leadgen', source: 'batch', secret: 'app-secret' });
    const raw = fixture('meta-batch');
    let answer: { leadId: string; leadIds: string[]; duplicate: boolean } | undefined;
    const rows = await stored(async () => {
      answer = (await meta(target, raw).expect(202)).body;
    });
    const count = answer!.leadIds.length;
    expect(count).toBeGreaterThan(1);
    expect(answer).toMatchObject({ leadId: answer!.leadIds[0], duplicate: false });
    expect(rows).toEqual({ leads: count, inbox_keys: count, audit: count, outbox: count, proofs: 0 });
    expect(await stored(() => meta(target, raw).expect(202, { ...answer, duplicate: true }))).toEqual(NOTHING);
  });

  interface Letter {
    id: string;
    status: string;
    leadId: string | null;
    body: string;
    draft: { name: string | null } | null;
  }
  const lead = (id: string, fields: Record<string, string>) => ({
    field: 'leadgen',
    value: { leadgen_id: id, field_data: Object.entries(fields).map(([name, value]) => ({ name, values: [value] })) },
  });
  const batch = (...changes: object[]) =>
    Buffer.from(JSON.stringify({ object: 'page', entry: [{ id: '1', changes }] }));
  const itemsOf = (id: string) =>
    api.world.all<{ id: string; kind: string; resolved_at: Date | null; resolved_by: string | null; summary: string }>(
      `SELECT id, kind, resolved_at, resolved_by, summary FROM work_items WHERE details ->> 'deadLetterId' = $1`,
      [id],
    );

  it('stores the good leads of a batch beside those that are none, each of which is kept once', async () => {
    const target = await api.addEndpoint({ adapter: 'facebook-leadgen', source: 'poisoned', secret: 'app-secret' });
    const raw = batch(
      lead('71', { full_name: 'No Contact' }),
      lead('72', { full_name: 'Good One', email: 'good@example.com' }),
      { field: 'leadgen', value: { leadgen_id: '73', page_id: '1' } },
      lead('74', { '': 'x', note: 'a\u0000b', email: 'other@example.com' }),
    );
    const { body } = await meta(target, raw).expect(202);
    expect(body).toMatchObject({ duplicate: false, deadLetters: [{ issues: [{}] }, { issues: [{}] }] });
    const kept = await api.world.all('SELECT name, email FROM leads WHERE id = ANY($1) ORDER BY email', [body.leadIds]);
    expect(kept).toEqual([
      { name: 'Good One', email: 'good@example.com' },
      { name: null, email: 'other@example.com' },
    ]);
    expect((await meta(target, raw).expect(202)).body).toEqual({ ...body, duplicate: true });
    for (const { id } of body.deadLetters as { id: string }[]) {
      expect(await itemsOf(id)).toMatchObject([{ kind: 'UNREADABLE_LEAD', resolved_at: null }]);
    }
    // The people of a batch keep their places, whatever the next version makes of the others.
    const keys = await api.world.all<{ scope: string }>('SELECT scope FROM inbox_keys WHERE lead_id = ANY($1)', [
      body.leadIds,
    ]);
    expect(keys.map(({ scope }) => scope.split(':').at(-1)).sort()).toEqual(['1', '3']);
  });

  it('keeps a notification without answers, which a person mends into one lead', async () => {
    const target = await api.addEndpoint({ adapter: 'facebook-leadgen', source: 'mended', secret: 'app-secret' });
    const raw = batch(lead('81', { full_name: 'Ana Pop', city: 'Cluj' }));
    const { body } = await meta(target, raw).expect(202);
    expect(body).toMatchObject({ leadId: null, statusUrl: null, duplicate: false });
    const [{ id }] = body.deadLetters as [{ id: string }];
    const manager = await api.manager();
    const rep = await api.tokenOf(newId(), 'REP');
    const get = (path: string) => api.call('get', path).set('authorization', manager);
    const post = (path: string, sent: object, token = manager) =>
      api.call('post', path).set('authorization', token).send(sent);
    const letter = (await get(`/api/dead-letters/${id}`).expect(200)).body as unknown as Letter;
    expect(letter).toMatchObject({ status: 'OPEN', draft: { name: 'Ana Pop', email: null }, leadId: null });
    expect(letter.body).toContain('Cluj');
    await post(`/api/dead-letters/${id}/replay`, { email: 'ana@example.com' }, rep).expect(403);
    const refused = await post(`/api/dead-letters/${id}/replay`, { name: 'Ana Pop', email: 'ana@' }).expect(400);
    expect(refused.body.error.details.issues).toMatchObject([{ path: 'email' }]);

    const mended = { name: 'Ana Pop', email: 'ana.mended@example.com' };
    const { body: replayed } = await post(`/api/dead-letters/${id}/replay`, mended).expect(202);
    expect(await api.world.one('SELECT * FROM leads WHERE id = $1', [replayed.leadId])).toMatchObject({
      ...mended,
      source: 'mended',
      external_id: '81',
      endpoint_id: target.id,
      attributes: { city: 'Cluj', facebook: { leadgen_id: '81' } },
      intake_notes: [{ code: 'MENDED' }],
    });
    expect((await get(`/api/dead-letters/${id}`)).body).toMatchObject({ status: 'REPLAYED', leadId: replayed.leadId });
    const [item] = await itemsOf(id);
    expect(item).toMatchObject({ resolved_at: expect.any(Date) as Date, resolved_by: api.world.managerId });
    expect(
      await api.world.all("SELECT actor_id FROM audit WHERE action = 'work_item.resolved' AND entity_id = $1", [
        item!.id,
      ]),
    ).toEqual([{ actor_id: api.world.managerId }]);
    await post(`/api/dead-letters/${id}/replay`, mended).expect(409);
    await post(`/api/dead-letters/${id}/discard`, {}).expect(409);
    expect((await meta(target, raw).expect(202)).body.deadLetters).toMatchObject([{ id }]);
    expect(await itemsOf(id)).toHaveLength(1);
  });

  it('keeps a body that is no JSON, which can be discarded with a reason', async () => {
    const target = await api.addEndpoint({ adapter: 'typeform', source: 'broken', secret: 'typeform-secret' });
    const typeform = (raw: Buffer) =>
      send(target, raw, { 'typeform-signature': `sha256=${hmac(target.secret, raw).digest('base64')}` });
    const { body } = await typeform(Buffer.from('email=ana@example.com')).expect(202);
    const [{ id }] = body.deadLetters as [{ id: string }];
    const manager = await api.manager();
    const as = (sent: Sent) => sent.set('authorization', manager);
    const { body: list } = await as(api.call('get', `/api/dead-letters?status=OPEN&endpointId=${target.id}`)).expect(
      200,
    );
    expect(list.items).toMatchObject([{ id, endpointName: 'test' }]);
    await as(api.call('post', `/api/dead-letters/${id}/discard`))
      .send({ reason: 'A test' })
      .expect(200);
    expect((await as(api.call('get', `/api/dead-letters/${id}`))).body).toMatchObject({
      status: 'DISCARDED',
      reason: 'A test',
      body: 'email=ana@example.com',
      draft: null,
    });
    expect(await itemsOf(id)).toMatchObject([{ resolved_at: expect.any(Date) as Date }]);
    await as(api.call('get', `/api/dead-letters/${target.id}`)).expect(404);
  });

  it('takes one that is not quite JSON or UTF-8', async () => {
    const target = await api.addEndpoint({ adapter: 'facebook-leadgen', source: 'bytes', secret: 'app-secret' });
    const raw = Buffer.from(
      '{"id":"91","field_data":[{"name":"email","values":["a@b.co"]},{"name":"q","values":["x\ny"]}]}',
    );
    const { body } = await meta(target, raw).expect(202);
    expect(await api.world.one('SELECT attributes FROM leads WHERE id = $1', [body.leadId])).toMatchObject({
      attributes: { q: 'x\ny' },
    });
    expect((await meta(target, raw).expect(202)).body).toEqual({ ...body, duplicate: true });
  });

  it("goes by the endpoint's mapping, which only an admin changes", async () => {
    const target = await api.addEndpoint({ adapter: 'facebook-leadgen', source: 'mapped', secret: 'app-secret' });
    const admin = await api.tokenOf(newId(), 'ADMIN');
    const patch = (sent: object) =>
      api.call('patch', `/api/endpoints/${target.id}`).set('authorization', admin).send(sent);
    await patch({ mapping: { 'Whom do we call?': 'nobody' } }).expect(400);
    const mapping = { 'Whom do we call?': 'phone', phone_number: 'ignore' };
    expect((await patch({ mapping }).expect(200)).body).toMatchObject({ mapping, source: 'mapped' });
    const raw = batch(lead('95', { phone_number: '+40722555001', 'whom_do_we_call?': '+40722555002' }));
    const { body } = await meta(target, raw).expect(202);
    const detail = await api.call('get', `/api/leads/${body.leadId}`).set('authorization', admin);
    expect(detail.body).toMatchObject({
      phone: '+40722555002',
      attributes: { phone_number: '+40722555001' },
      intakeNotes: [{ field: 'phone', code: 'TAKEN_FROM', from: 'whom_do_we_call?', text: null }],
    });
    expect(await api.world.all(`SELECT before, after FROM audit WHERE action = 'endpoint.changed'`)).toEqual([
      { before: { mapping: {} }, after: { mapping } },
    ]);
  });
});
