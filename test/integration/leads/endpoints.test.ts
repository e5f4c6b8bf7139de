import { createHmac, randomBytes } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resealSecrets, secretPlace } from '../../../db/leads/endpoint-secrets.js';
import { createSecretBox } from '../../../db/platform/secret-box.js';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody, type Everybody } from '../../support/everybody.js';
import { expectProblem, pathsOf } from '../../support/problems.js';
import { sealedUnbound } from '../../support/sealed-unbound.js';

interface Shown {
  source: string;
  kind: string;
  proofsFor: unknown;
}

let api: AdminApi;
let admin: Person;
let create: Everybody['create'];

beforeAll(async () => {
  ({ api, admin, create } = await openWithEverybody('endpoints'));
});
afterAll(() => api.stop());

describe('endpoints', () => {
  it('rotate their secrets with an overlap, and revoke them at once', async () => {
    const endpoint = await create<{ secret: string }>('/api/endpoints', {
      name: 'Form',
      source: 'web',
      adapter: 'standard',
    });
    expect(endpoint.secret).toMatch(/^whsec_/);
    expect(Buffer.from(endpoint.secret.slice(6), 'base64')).toHaveLength(32);

    /** Whether a delivery signed with the secret is let in; the body is refused either way. */
    const works = async (secret: string): Promise<boolean> => {
      const [id, at] = [newId(), Math.floor(Date.now() / 1000)];
      const mac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
        .update(`${id}.${at}.{}`)
        .digest('base64');
      const response = await api
        .call('post', `/api/intake/webhook/${endpoint.id}`)
        .set({
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': `${at}`,
          'webhook-signature': `v1,${mac}`,
        })
        .send('{}');
      return response.status !== 401;
    };
    expect(await works(endpoint.secret)).toBe(true);

    const path = `/api/endpoints/${endpoint.id}/secrets`;
    const rotated = await api.call('post', path, admin.token).send({ overlap: 'PT1H' }).expect(201);
    const second = rotated.body as { id: string; secret: string; previousExpireAt: string };
    const overlap = Date.parse(second.previousExpireAt) - Date.now();
    expect(overlap).toBeGreaterThan(3_500_000);
    expect(overlap).toBeLessThanOrEqual(3_600_000);
    expect([await works(endpoint.secret), await works(second.secret)]).toEqual([true, true]);

    const third = (await api.call('post', path, admin.token).send({ overlap: 'PT0S' }).expect(201))
      .body as typeof second;
    expect([await works(endpoint.secret), await works(second.secret), await works(third.secret)]).toEqual([
      false,
      false,
      true,
    ]);
    await api.call('delete', `${path}/${third.id}`, admin.token).expect(204);
    expect(await works(third.secret)).toBe(false);

    const listed = await api.call('get', path, admin.token).expect(200);
    const { items } = listed.body as { items: { active: boolean }[] };
    expect(items.map((item) => item.active)).toEqual([false, false, false]);
    expect(JSON.stringify(items)).not.toMatch(/whsec_|v1\./);

    for (const wrong of ['P31D', '-PT1H', 'soon']) {
      expect(pathsOf(expectProblem(await api.call('post', path, admin.token).send({ overlap: wrong }), 400))).toEqual([
        'overlap',
      ]);
    }
    const day = (await api.call('post', path, admin.token).expect(201)).body as typeof second;
    expect(day.previousExpireAt).toBeNull();
  });

  it('have a kind, and say whose leads their proofs reach', async () => {
    const make = (more: object) =>
      create<Shown>('/api/endpoints', { name: 'E', source: 'web', adapter: 'standard', ...more });
    const form = await make({ source: ' Web \n form ' });
    expect(form).toMatchObject({ source: 'Web form', kind: 'FORM', proofsFor: 'OWN' });
    expect(await make({ adapter: 'gohighlevel' })).toMatchObject({ kind: 'CRM', proofsFor: 'ALL' });
    expect(await make({ kind: 'CRM', proofsFor: [form.id] })).toMatchObject({ kind: 'CRM', proofsFor: [form.id] });

    const change = (body: object, id = form.id) => api.call('patch', `/api/endpoints/${id}`, admin.token).send(body);
    expect((await change({ kind: 'CRM' }).expect(200)).body).toMatchObject({
      name: 'E',
      kind: 'CRM',
      proofsFor: 'ALL',
    });
    expect((await change({ kind: 'PARTNER' }).expect(200)).body).toMatchObject({ kind: 'PARTNER', proofsFor: 'OWN' });
    const refused: [object, string][] = [
      [{ proofsFor: 'ALL' }, 'proofsFor'],
      [{ proofsFor: [form.id, newId()] }, 'proofsFor.1'],
      [{ proofsFor: 'SOME' }, 'proofsFor'],
      [{ kind: 'ORACLE' }, 'kind'],
      [{}, ''],
    ];
    for (const [body, path] of refused) expect(pathsOf(expectProblem(await change(body), 400))).toEqual([path]);
    expectProblem(await change({ kind: 'CRM' }, newId()), 404);
    const read = await api.call('get', `/api/endpoints/${form.id}`, admin.token).expect(200);
    expect(read.body).toMatchObject({ kind: 'PARTNER', proofsFor: 'OWN' });
    const { rows } = await api.sql.query<{ before: object; after: object }>(
      "SELECT before, after FROM audit WHERE action = 'endpoint.changed' AND entity_id = $1 ORDER BY id",
      [form.id],
    );
    expect(rows).toMatchObject([
      { before: { kind: 'FORM' }, after: { kind: 'CRM' } },
      { before: { kind: 'CRM' }, after: { kind: 'PARTNER' } },
    ]);
  });

  it('say in which language numbers are written in their forms', async () => {
    const given = { name: 'Form', source: 'web', adapter: 'standard' };
    const made = await create<{ locale: string | null }>('/api/endpoints', { ...given, locale: 'RO-ro' });
    expect(made.locale).toBe('ro-RO');
    const shown = (await api.call('get', `/api/endpoints/${made.id}`, admin.token).expect(200)).body as typeof made;
    expect(shown.locale).toBe('ro-RO');
    const audited = await api.sql.query("SELECT after->>'locale' AS locale FROM audit WHERE entity_id = $1", [made.id]);
    expect(audited.rows).toEqual([{ locale: 'ro-RO' }]);
    expect((await create<{ locale: string | null }>('/api/endpoints', given)).locale).toBeNull();
    for (const locale of ['en_US', 'xx-nowhere', '', 7, 'x'.repeat(1000)]) {
      const answer = await api.call('post', '/api/endpoints', admin.token).send({ ...given, locale });
      expect(pathsOf(expectProblem(answer, 400)), String(locale)).toEqual(['locale']);
    }
  });

  it('have a quota, which an admin sets, changes and takes away', async () => {
    const given = { name: 'Form', source: 'web', adapter: 'standard' };
    const made = await create<{ quotaPerMinute: number | null }>('/api/endpoints', { ...given, quotaPerMinute: 60 });
    expect(made.quotaPerMinute).toBe(60);
    expect((await create<{ quotaPerMinute: number | null }>('/api/endpoints', given)).quotaPerMinute).toBeNull();
    const change = (quotaPerMinute: unknown) =>
      api.call('patch', `/api/endpoints/${made.id}`, admin.token).send({ quotaPerMinute });
    for (const quotaPerMinute of [600, null])
      expect((await change(quotaPerMinute).expect(200)).body).toMatchObject({ name: 'Form', quotaPerMinute });
    for (const wrong of [0, -1, 1.5, 1_000_001, '60'])
      expect(pathsOf(expectProblem(await change(wrong), 400)), String(wrong)).toEqual(['quotaPerMinute']);
    const { rows } = await api.sql.query(
      "SELECT before, after FROM audit WHERE action = 'endpoint.changed' AND entity_id = $1 ORDER BY id",
      [made.id],
    );
    expect(rows).toMatchObject([
      { before: { quotaPerMinute: 60 }, after: { quotaPerMinute: 600 } },
      { before: { quotaPerMinute: 600 }, after: { quotaPerMinute: null } },
    ]);
  });

  it('keep their secrets encrypted', async () => {
    const endpoint = await create<{ secret: string }>('/api/endpoints', {
      name: 'E',
      source: 'web',
      adapter: 'standard',
    });
    const { rows } = await api.sql.query<{ ciphertext: string }>(
      'SELECT ciphertext FROM endpoint_secrets WHERE endpoint_id = $1',
      [endpoint.id],
    );
    expect(rows[0]!.ciphertext).not.toContain(endpoint.secret.slice(6, 20));
    expect(api.secrets.decrypt(rows[0]!.ciphertext, secretPlace(admin.orgId, endpoint.id))).toBe(endpoint.secret);
    expect(() => api.secrets.decrypt(rows[0]!.ciphertext, secretPlace(admin.orgId, newId()))).toThrow();
  });

  it('have them encrypted anew after a change of keys, also those that are bound to no endpoint yet', async () => {
    const made = await create<{ secret: string }>('/api/endpoints', { name: 'E', source: 'web', adapter: 'standard' });
    const [older, newer] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
    const place = secretPlace(admin.orgId, made.id);
    const add = async (ciphertext: string): Promise<string> => {
      const id = newId();
      await api.sql.query(
        'INSERT INTO endpoint_secrets (org_id, id, endpoint_id, ciphertext) VALUES ($1, $2, $3, $4)',
        [admin.orgId, id, made.id, ciphertext],
      );
      return id;
    };
    await api.sql.query('DELETE FROM endpoint_secrets');
    const [bound, unbound, lost] = [
      await add(createSecretBox(older).encrypt('whsec_bound', place)),
      await add(sealedUnbound(older, 'whsec_unbound')),
      await add(createSecretBox(randomBytes(32).toString('base64')).encrypt('whsec_lost', place)),
    ];
    const both = createSecretBox(`${newer},${older}`);
    expect(await resealSecrets(api.db, both)).toEqual({
      resealed: 2,
      current: 0,
      unreadable: [{ orgId: admin.orgId, id: lost }],
    });
    expect(await resealSecrets(api.db, both)).toMatchObject({ resealed: 0, current: 2 });
    const { rows } = await api.sql.query<{ id: string; ciphertext: string }>(
      'SELECT id, ciphertext FROM endpoint_secrets',
    );
    const opened = (id: string) => createSecretBox(newer).decrypt(rows.find((row) => row.id === id)!.ciphertext, place);
    expect([opened(bound), opened(unbound)]).toEqual(['whsec_bound', 'whsec_unbound']);
  });
});
