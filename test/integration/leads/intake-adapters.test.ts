import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../../../api/leads/intake/fixtures/read.js';
import { NOTHING } from '../../support/delivery.js';
import { LeadApi, type TestEndpoint } from '../../support/lead-api.js';

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

  it('refuses a notification without answers, and stores nothing', async () => {
    const target = await api.addEndpoint({ adapter: 'facebook-leadgen', secret: 'app-secret' });
    expect(await stored(() => meta(target, fixture('meta-notification')).expect(400))).toEqual(NOTHING);
  });
});
