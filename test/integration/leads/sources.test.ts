import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody, type Everybody } from '../../support/everybody.js';
import { expectProblem } from '../../support/problems.js';
import { waitFor } from '../../support/wait.js';

interface Made {
  id: string;
  secret: string;
  revision: number;
}
interface Item {
  at: string;
  outcome: string;
  status: number;
  detail: string | null;
  times: number;
  lead: { id: string; name: string | null } | null;
  read: { field: string; from: string }[];
  deadLetter: { id: string; status: string } | null;
}
interface Preview {
  of: 'LEAD' | 'DEAD_LETTER';
  id: string;
  fields: { name: string; value: string; field: string | null; because: string | null }[];
  lead: { name: string | null; email: string | null; phone: string | null } | null;
}

let api: AdminApi;
let admin: Person;
let auditor: Person;
let create: Everybody['create'];

beforeAll(async () => {
  ({ api, admin, auditor, create } = await openWithEverybody('sources'));
});
afterAll(() => api.stop());

const make = (adapter: string, more: object = {}) =>
  create<Made>('/api/endpoints', { name: `A ${adapter}`, source: 'web', adapter, ...more });

/** Signs a body by Standard Webhooks and posts it. */
function deliver(target: Pick<Made, 'id' | 'secret'>, body: object, more: { id?: string; secret?: string } = {}) {
  const text = JSON.stringify(body);
  const [id, at] = [more.id ?? `msg_${randomUUID()}`, new Date()];
  return api
    .call('post', `/api/intake/webhook/${target.id}`)
    .set({
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': `${Math.floor(at.getTime() / 1000)}`,
      'webhook-signature': new Webhook(more.secret ?? target.secret).sign(id, at, text),
    })
    .send(text);
}

const typeformed = (target: Made, body: object) => {
  const text = JSON.stringify(body);
  const mac = createHmac('sha256', target.secret).update(text).digest('base64');
  return api
    .call('post', `/api/intake/webhook/${target.id}`)
    .set({ 'content-type': 'application/json', 'typeform-signature': `sha256=${mac}` })
    .send(text);
};
const form = (answers: [ref: string, text: string][]) => ({
  event_id: randomUUID(),
  event_type: 'form_response',
  form_response: {
    token: randomUUID(),
    answers: answers.map(([ref, text]) => ({ type: 'text', text, field: { id: ref, ref, type: 'short_text' } })),
  },
});

const log = async (id: string, only = ''): Promise<Item[]> =>
  (
    (await api.call('get', `/api/endpoints/${id}/deliveries${only}`, auditor.token).expect(200)).body as {
      items: Item[];
    }
  ).items;
const get = async <T>(path: string): Promise<T> => (await api.call('get', path, admin.token).expect(200)).body as T;
const logged = async (id: string, fits: (items: Item[]) => boolean): Promise<Item[]> => {
  let items: Item[] = [];
  await waitFor('the log of deliveries', async () => fits((items = await log(id))));
  return items;
};

describe('a source', () => {
  it('is changed by one at a time, and says what it was before', async () => {
    const made = await make('standard');
    const path = `/api/endpoints/${made.id}`;
    const read = await api.call('get', path, admin.token).expect(200);
    expect(read.headers['etag']).toBe(`"${made.revision}"`);
    const first = await api
      .call('patch', path, admin.token)
      .set('If-Match', read.headers['etag']!)
      .send({ name: 'One' })
      .expect(200);
    const second = await api
      .call('patch', path, admin.token)
      .set('If-Match', read.headers['etag']!)
      .send({ name: 'Two' });
    expectProblem(second, 412);
    expect((await get<{ name: string }>(path)).name).toBe('One');
    // What changes nothing is no change.
    const same = await api.call('patch', path, admin.token).send({ name: 'One' }).expect(200);
    expect(same.headers['etag']).toBe(first.headers['etag']);
  });

  it('is switched off: its deliveries are answered so, are in its log, and leads that came stay', async () => {
    const made = await make('standard');
    const path = `/api/endpoints/${made.id}`;
    await deliver(made, { name: 'Ana', email: 'ana.off@example.com' }).expect(202);
    await api.call('patch', path, admin.token).send({ switchedOff: true }).expect(200);
    const refused = await deliver(made, { email: 'dan.off@example.com' });
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ error: { code: 'SOURCE_SWITCHED_OFF' } });
    // Who cannot sign is told nothing of it.
    expect((await deliver(made, {}, { secret: 'whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA==' })).status).toBe(401);
    const items = await logged(made.id, (all) => all.length === 3);
    expect(items.map(({ outcome, status }) => [outcome, status]).sort()).toEqual([
      ['LEAD', 202],
      ['NOT_SIGNED', 401],
      ['SWITCHED_OFF', 403],
    ]);
    expect(items.find(({ lead }) => lead)?.lead).toMatchObject({ name: 'Ana' });
    expect(await get(`${path}/use`)).toEqual({ leads: 1, openLeads: 1, deadLetters: 0 });
    expect(await get(path)).toMatchObject({ activity: { standing: 'SWITCHED_OFF', today: 1, failedToday: 2 } });
    await api.call('patch', path, admin.token).send({ switchedOff: false }).expect(200);
    await deliver(made, { email: 'dan.off@example.com' }).expect(202);
    const { items: told } = await get<{ items: { action: string; text: string }[] }>(
      `/api/audit?entityId=${made.id}&limit=10`,
    );
    expect(told.map(({ action }) => action)).toEqual([
      'endpoint.switched_on',
      'endpoint.switched_off',
      'endpoint.created',
    ]);
  });

  it('is deleted: what came stays, its senders are told to stop, and it can be taken back', async () => {
    const made = await make('standard');
    const path = `/api/endpoints/${made.id}`;
    const body = { externalId: 'crm-1', email: 'ana.gone@example.com' };
    const taken = (await deliver(made, body).expect(202)).body as { leadId: string };
    await api.call('delete', path, admin.token).set('If-Match', '"99"').expect(412);
    await api.call('delete', path, admin.token).set('If-Match', `"${made.revision}"`).expect(204);
    for (const call of [
      api.call('get', path, admin.token),
      api.call('patch', path, admin.token).send({ name: 'x' }),
      api.call('delete', path, admin.token),
      api.call('get', `${path}/use`, admin.token),
      api.call('get', `${path}/secrets`, admin.token),
      api.call('post', `${path}/secrets`, admin.token),
      api.call('post', `${path}/mapping/preview`, admin.token),
    ])
      expect((await call).status).toBe(404);
    const { items } = await get<{ items: { id: string }[] }>('/api/endpoints?limit=200');
    expect(items.map(({ id }) => id)).not.toContain(made.id);
    const gone = await get<{ items: { id: string }[] }>('/api/endpoints?deleted=true');
    expect(gone.items).toMatchObject([{ id: made.id, activity: { standing: 'DELETED' } }]);
    expect((await deliver(made, { email: 'late@example.com' })).status).toBe(410);
    await logged(made.id, (all) => all.some(({ outcome }) => outcome === 'DELETED'));
    expect(await get(`/api/leads/${taken.leadId}`)).toMatchObject({ source: 'web' });
    await api.call('post', `${path}/restore`, admin.token).expect(200);
    // The same person again is the same lead: whose its id is was never forgotten.
    expect((await deliver(made, body).expect(202)).body).toMatchObject({ ...taken, duplicate: true });
  });

  it("is nobody else's", async () => {
    const made = await make('standard');
    const other = await openStranger();
    for (const call of [
      api.call('get', `/api/endpoints/${made.id}/deliveries`, other.token),
      api.call('get', `/api/endpoints/${made.id}/use`, other.token),
      api.call('delete', `/api/endpoints/${made.id}`, other.token),
      api.call('post', `/api/endpoints/${made.id}/restore`, other.token),
      api.call('post', `/api/endpoints/${made.id}/mapping/preview`, other.token),
      api.call('post', `/api/endpoints/${made.id}/dead-letters/replay`, other.token),
    ])
      expect((await call).status).toBe(404);
  });
});

const openStranger = async (): Promise<Person> => api.addPerson(await api.addOrg('Elsewhere'), 'ADMIN');

describe('the log of deliveries', () => {
  it('tells of each lead what it was read from, and of a refusal why', async () => {
    const made = await make('typeform', { secret: 'a secret of the provider' });
    await typeformed(
      made,
      form([
        ['full_name', 'Ana Pop'],
        ['whom_do_we_call', '+40722123456'],
      ]),
    ).expect(202);
    await typeformed(made, form([['city', 'Cluj']])).expect(202);
    await api.call('post', `/api/intake/webhook/${made.id}`).send({}).expect(401);
    await typeformed(made, { event_type: 'form_start' }).expect(400);
    const items = await logged(made.id, (all) => all.length === 4);
    const by = (outcome: string) => items.find((one) => one.outcome === outcome)!;
    expect(by('LEAD').lead?.name).toBe('Ana Pop');
    expect(by('LEAD').read).toContainEqual({ field: 'phone', from: 'whom_do_we_call' });
    expect(by('DEAD_LETTER').deadLetter?.status).toBe('OPEN');
    expect(by('NOT_SIGNED').detail).toBe('The request has no header with a signature.');
    expect(by('NOT_VALID').detail).toBe('event_type: Only form_response makes a lead.');
    expect((await log(made.id, '?only=failed')).map(({ outcome }) => outcome)).not.toContain('LEAD');
    expect((await log(made.id, '?only=good')).map(({ outcome }) => outcome)).toEqual(['LEAD']);
  });

  it('stays small under a flood of bad signatures, and keeps nothing of them', async () => {
    const made = await make('standard');
    const before = await rows(made.id);
    expect(before).toHaveLength(0);
    for (let round = 0; round < 10; round += 1) {
      const sent = Array.from({ length: 30 }, (_, n) =>
        deliver(made, { email: `flood${n}@example.com` }, { secret: 'whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA==' }),
      );
      for (const { status } of await Promise.all(sent)) expect(status).toBe(401);
    }
    const times = (all: Item[]): number => all.reduce((sum, one) => sum + one.times, 0);
    const items = await logged(made.id, (all) => times(all) === 300);
    // One a minute, and a minute may have turned.
    expect(items.length).toBeLessThanOrEqual(2);
    expect(JSON.stringify(await rows(made.id))).not.toMatch(/flood|example\.com/);
  });

  it('says of all sources which fail, and how many came today', async () => {
    const [well, failing, silent] = [await make('standard'), await make('standard'), await make('standard')];
    await deliver(well, { email: 'well@example.com' }).expect(202);
    await deliver(failing, { emial: 'typo@example.com' }).expect(400);
    interface Shown {
      items: { id: string; activity: { standing: string; today: number; failedToday: number } }[];
    }
    const standing = async () => {
      const { items } = await get<Shown>('/api/endpoints?limit=200');
      return [well, failing, silent].map(({ id }) => items.find((one) => one.id === id)!.activity);
    };
    await waitFor('a source that fails', async () => (await standing())[1]!.standing === 'FAILING');
    expect(await standing()).toMatchObject([
      { standing: 'WELL', today: 1, failedToday: 0 },
      { standing: 'FAILING', today: 0, failedToday: 1 },
      { standing: 'SILENT', today: 0, failedToday: 0, lastDeliveryAt: null },
    ]);
  });

  const rows = async (id: string) =>
    (await api.sql.query('SELECT * FROM delivery_notes WHERE endpoint_id = $1', [id])).rows as unknown[];
});

describe('a mapping', () => {
  it('is shown with what came last, as intake reads it', async () => {
    const made = await make('typeform', { secret: 'a secret of the provider' });
    const path = `/api/endpoints/${made.id}`;
    // Nothing in it looks like a way to reach anybody.
    const answers: [string, string][] = [
      ['your_name', 'Dan Rus'],
      ['best_line', '0722 999 888 after six'],
    ];
    const first = form(answers);
    await typeformed(made, first).expect(202);
    const shown = async (mapping?: object) =>
      (
        await api
          .call('post', `${path}/mapping/preview`, admin.token)
          .send(mapping ? { mapping } : {})
          .expect(200)
      ).body as { items: Preview[]; openDeadLetters: number; readable: number };

    const asItIs = await shown();
    expect(asItIs).toMatchObject({ openDeadLetters: 1, readable: 0 });
    expect(asItIs.items[0]).toMatchObject({ of: 'DEAD_LETTER', lead: null });
    expect(asItIs.items[0]!.fields).toContainEqual({
      name: 'best_line',
      label: 'best_line',
      value: '0722 999 888 after six',
      field: null,
      because: null,
      mappedBy: null,
    });

    const mapping = { best_line: 'phone' };
    const tried = await shown(mapping);
    expect(tried).toMatchObject({ readable: 1 });
    expect(tried.items[0]!.fields.map(({ name, field, because }) => [name, field, because])).toEqual([
      ['your_name', 'name', 'WORDS'],
      ['best_line', 'phone', 'MAPPED'],
    ]);
    // Nothing was written.
    expect((await shown()).readable).toBe(0);

    await api.call('patch', path, admin.token).send({ mapping }).expect(200);
    expect(await get(`/api/dead-letters/${asItIs.items[0]!.id}`)).toMatchObject({
      draft: { name: 'Dan Rus', phone: '0722 999 888 after six' },
    });
    const replayed = await api.call('post', `${path}/dead-letters/replay`, admin.token).expect(200);
    expect(replayed.body).toEqual({ replayed: 1, left: 0 });
    expect((await api.call('post', `${path}/dead-letters/replay`, admin.token).expect(200)).body).toEqual({
      replayed: 0,
      left: 0,
    });
    const { leadId } = await get<{ leadId: string }>(`/api/dead-letters/${asItIs.items[0]!.id}`);
    const preview = tried.items[0]!.lead!;
    expect(await get(`/api/leads/${leadId}`)).toMatchObject({ name: preview.name });

    // What comes now is what was shown; and what is kept of a lead is read as its payload was.
    const sent = (await typeformed(made, form(answers)).expect(202)).body as { leadId: string };
    const lead = await get<Record<string, unknown>>(`/api/leads/${sent.leadId}`);
    expect(lead).toMatchObject({ name: preview.name });
    await waitFor('a lead as example', async () => (await shown()).items.some(({ of }) => of === 'LEAD'));
    // What was mended came as a dead letter, and is told of as one.
    expect((await log(made.id)).filter(({ lead }) => lead).map(({ lead }) => lead!.id)).toEqual([sent.leadId]);
    const kept = (await shown()).items.find(({ of }) => of === 'LEAD')!;
    expect(kept.lead).toEqual(tried.items[0]!.lead);
  });
});

describe('secrets', () => {
  it('are rotated while the sender goes on: nothing is refused, and who signs with which is seen', async () => {
    const made = await make('standard');
    const path = `/api/endpoints/${made.id}/secrets`;
    let secret = made.secret;
    let [sent, refused, ended] = [0, 0, false];
    const stream = (async () => {
      while (!ended) {
        const answers = await Promise.all(
          Array.from({ length: 4 }, () => deliver(made, { email: `s${(sent += 1)}@example.com` }, { secret })),
        );
        refused += answers.filter(({ status }) => status !== 202).length;
      }
    })();
    await waitFor('deliveries', () => Promise.resolve(sent > 20));
    const rotated = (await api.call('post', path, admin.token).send({ overlap: 'PT1H' }).expect(201)).body as {
      id: string;
      secret: string;
    };
    const atRotation = sent;
    await waitFor('deliveries with the old secret', () => Promise.resolve(sent > atRotation + 20));
    secret = rotated.secret;
    const atSwitch = sent;
    await waitFor('deliveries with the new secret', () => Promise.resolve(sent > atSwitch + 20));
    ended = true;
    await stream;
    expect(refused).toBe(0);
    interface Secret {
      id: string;
      uses: number;
      usesSinceReplaced: number | null;
      lastUsedAt: string | null;
      active: boolean;
    }
    const secrets = async () => (await get<{ items: Secret[] }>(path)).items;
    await waitFor(
      'the uses of all deliveries',
      async () => (await secrets()).reduce((sum, { uses }) => sum + uses, 0) === sent,
    );
    const [old, fresh] = [
      (await secrets()).find(({ id }) => id !== rotated.id)!,
      (await secrets()).find(({ id }) => id === rotated.id)!,
    ];
    expect(old.uses).toBeGreaterThan(20);
    expect(old.usesSinceReplaced).toBeGreaterThan(20);
    expect(fresh.usesSinceReplaced).toBeNull();
    expect(fresh.uses).toBeGreaterThan(20);
    expect(Date.parse(fresh.lastUsedAt!)).toBeGreaterThanOrEqual(Date.parse(old.lastUsedAt!));
    const { rows } = await api.sql.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM leads WHERE endpoint_id = $1',
      [made.id],
    );
    expect(rows[0]!.count).toBe(sent);
  });
});

describe('API keys', () => {
  it('are rotated with an overlap', async () => {
    const key = await create<{ key: string; name: string }>('/api/api-keys', {
      name: 'CRM',
      scopes: ['leads:read'],
    });
    const path = `/api/api-keys/${key.id}/rotate`;
    const fresh = (await api.call('post', path, admin.token).send({ overlap: 'PT1H' }).expect(201)).body as {
      id: string;
      key: string;
      previousExpireAt: string;
    };
    expect(fresh).toMatchObject({ name: 'CRM', scopes: ['leads:read'], expireAt: null });
    for (const good of [key.key, fresh.key]) await api.call('get', '/api/leads', good).expect(200);
    expect(Date.parse(fresh.previousExpireAt) - Date.now()).toBeLessThanOrEqual(3_600_000);
    // Again, at once: the old one ends.
    await api.call('post', path, admin.token).send({ overlap: 'PT0S' }).expect(201);
    await api.call('get', '/api/leads', key.key).expect(401);
    await api.call('get', '/api/leads', fresh.key).expect(200);
    expectProblem(await api.call('post', path, admin.token).send({}), 409);
    expectProblem(await api.call('post', path, auditor.token).send({}), 403);
    const { items } = await get<{ items: { text: string }[] }>(`/api/audit?action=api_key.rotated`);
    expect(items[0]!.text).toMatch(/replaced the API key “CRM”/);
  });
});
