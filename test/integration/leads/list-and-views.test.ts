import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LeadApi, type Answer } from '../../support/lead-api.js';

let api: LeadApi;
let manager: string;
let radu: string;
let rep: string;

beforeAll(async () => {
  api = await LeadApi.open('list_and_views');
  manager = await api.manager();
  radu = await api.world.addRep('Radu');
  rep = await api.tokenOf(radu, 'REP');
});
afterAll(() => api.close());

const get = (path: string, token = manager) => api.call('get', path).set('authorization', token);
const send = (method: 'post' | 'patch' | 'put' | 'delete', path: string, body: object, token = manager) =>
  api.call(method, path).set('authorization', token).send(body);
const pathsOf = ({ body }: Answer) => body.error.details.issues.map(({ path }) => path);

async function insertLead(columns: Record<string, unknown> = {}): Promise<string> {
  const row: Record<string, unknown> = {
    org_id: api.world.orgId,
    id: newId(),
    source: 'web',
    name: 'Ana Pop',
    email: 'ana@example.com',
    status: 'ASSIGNED',
    received_at: new Date(Date.now() - 60_000),
    ...columns,
  };
  const names = Object.keys(row);
  await api.world.sql.query(
    `INSERT INTO leads (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
  return row.id as string;
}
const requestsOf = (leadIds: string[]) =>
  api.world.all<{ lead_id: string; request: Record<string, unknown>; actor_id: string }>(
    'SELECT lead_id, request, actor_id FROM commands WHERE lead_id = ANY($1) ORDER BY requested_at, id',
    [leadIds],
  );
const tagsOf = async (leadId: string) =>
  api.world.one<{ tags: string[]; revision: number }>('SELECT tags, revision FROM leads WHERE id = $1', [leadId]);

interface Previewed {
  counts: Record<string, number>;
  more: boolean;
  items: { leadId: string; outcome: string; why: string | null; revision: number | null; paused: boolean }[];
}
interface Done {
  counts: Record<string, number>;
  items: { leadId: string; outcome: string; commandId: string | null; why: string | null }[];
}
const preview = async (body: object, token = manager) =>
  (await send('post', '/api/leads/bulk/preview', body, token).expect(200)).body as unknown as Previewed;
const act = async (body: object, token = manager) =>
  (await send('post', '/api/leads/bulk', body, token).expect(202)).body as unknown as Done;
const until = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe('several leads at once', () => {
  it('are paused, each on its own, as was foretold; asked again it is the same', async () => {
    const [open, paused, closed, missing] = [
      await insertLead({ revision: 4 }),
      await insertLead({ paused_at: new Date() }),
      await insertLead({ status: 'CLOSED', outcome: 'LOST', closed_at: new Date() }),
      newId(),
    ];
    const leadIds = [open, paused, closed, missing];
    const end = until(1);
    const pause = { kind: 'PAUSE', until: end, reason: 'the fair' };
    const before = await api.counts();
    const told = await preview({ leadIds, act: pause });
    expect(told.counts).toEqual({ can: 2, already: 0, refused: 1, notFound: 1 });
    expect(told.items).toMatchObject([
      { leadId: open, outcome: 'CAN', why: null, revision: 4, paused: false },
      { leadId: paused, outcome: 'CAN', paused: true },
      { leadId: closed, outcome: 'REFUSED', why: 'The lead is CLOSED already' },
      { leadId: missing, outcome: 'NOT_FOUND', why: 'There is no such lead', revision: null },
    ]);
    expect(await api.counts()).toEqual(before);

    const done = await act({ leadIds, act: pause });
    expect(done.counts).toEqual({
      requested: 2,
      done: 0,
      already: 0,
      refused: 1,
      changed: 0,
      notFound: 1,
      failed: 0,
    });
    expect(done.items.map(({ leadId }) => leadId)).toEqual(leadIds);
    expect(await requestsOf(leadIds)).toMatchObject([
      { request: { kind: 'PAUSE', reason: 'the fair', untilMs: Date.parse(end) }, actor_id: api.world.managerId },
      { request: { kind: 'PAUSE' } },
    ]);
    expect(await act({ leadIds, act: pause })).toEqual(done);
    expect(await requestsOf(leadIds)).toHaveLength(2);
    const { rung } = await api.world.one<{ rung: string }>(
      "SELECT count(*) AS rung FROM outbox WHERE topic = 'COMMAND_REQUESTED' AND lead_id = ANY($1)",
      [leadIds],
    );
    expect(Number(rung)).toBe(2);

    // What undoes it is judged by what is under way.
    const undone = await act({ leadIds: [open], act: { kind: 'RESUME' } });
    expect(undone.items[0]).toMatchObject({ outcome: 'REQUESTED' });
  });

  it('are closed once by one key, also where it was done meanwhile', async () => {
    const leadIds = [await insertLead(), await insertLead({ revision: 3 })];
    const body = {
      leadIds,
      act: { kind: 'CLOSE', outcome: 'LOST', reason: 'old' },
      expected: { [leadIds[1]!]: 2 },
    };
    const close = () =>
      send('post', '/api/leads/bulk', body).set('idempotency-key', 'once-1').expect(202) as Promise<unknown>;
    const first = ((await close()) as { body: Done }).body;
    expect(first.items).toMatchObject([
      { outcome: 'REQUESTED' },
      { outcome: 'CHANGED', why: 'It changed since it was seen: its revision is 3 now' },
    ]);
    await api.world.sql.query('UPDATE commands SET applied_at = now() WHERE lead_id = $1', [leadIds[0]]);
    await api.world.sql.query("UPDATE leads SET status = 'CLOSED', closed_at = now() WHERE id = $1", [leadIds[0]]);
    expect(((await close()) as { body: Done }).body).toEqual(first);
    expect(await requestsOf(leadIds)).toHaveLength(1);
    // Another key asks anew.
    const other = await act({ ...body, leadIds: [leadIds[0]!], expected: {} });
    expect(other.items).toMatchObject([{ outcome: 'REFUSED', why: 'The lead is CLOSED already' }]);
    const reopened = await act({ leadIds: [leadIds[0]!], act: { kind: 'REOPEN', reason: 'undone' } });
    expect(reopened.counts).toMatchObject({ requested: 1 });
  });

  it('are tagged as by hand: what is there stays, and the audit log tells it', async () => {
    const full = Array.from({ length: 50 }, (_, index) => `tag ${index}`);
    const [plain, tagged, other] = [
      await insertLead({ tags: ['call'] }),
      await insertLead({ tags: ['vip', 'call'] }),
      await insertLead({ tags: full }),
    ];
    const leadIds = [plain, tagged, other];
    const tag = { kind: 'TAG', add: [' vip '] };
    expect((await preview({ leadIds, act: tag })).items).toMatchObject([
      { outcome: 'CAN' },
      { outcome: 'ALREADY', why: 'The lead is tagged so already' },
      { outcome: 'REFUSED', why: 'A lead has at most 50 tags' },
    ]);
    const done = await act({ leadIds, act: tag });
    expect(done.items).toMatchObject([{ outcome: 'DONE' }, { outcome: 'ALREADY' }, { outcome: 'REFUSED' }]);
    expect(await tagsOf(plain)).toEqual({ tags: ['call', 'vip'], revision: 2 });
    expect((await act({ leadIds, act: tag })).counts).toMatchObject({ done: 0, already: 2, refused: 1 });
    expect(await tagsOf(plain)).toMatchObject({ revision: 2 });
    const told = await get(`/api/audit?leadId=${plain}&action=lead.updated`).expect(200);
    expect(told.body.items).toMatchObject([{ changes: [{ path: 'tags' }] }]);
    await act({ leadIds: [plain], act: { kind: 'TAG', add: [], remove: ['vip'] } });
    expect((await tagsOf(plain)).tags).toEqual(['call']);
    // Of leads that have ended, too.
    const ended = await insertLead({ status: 'CLOSED', closed_at: new Date() });
    expect((await act({ leadIds: [ended], act: tag })).counts).toMatchObject({ done: 1 });
  });

  it('are those of a filter in its order, a thousand of them; a thousand are quick', async () => {
    const source = `many-${newId()}`;
    await api.world.sql.query(
      `INSERT INTO leads (org_id, id, source, status, received_at, deadline_at)
       SELECT $1, gen_random_uuid(), $2, 'ASSIGNED', now() - n * interval '1 second', now() + n * interval '1 second'
       FROM generate_series(1, 1000) n`,
      [api.world.orgId, source],
    );
    const closed = await insertLead({ source, status: 'CLOSED', closed_at: new Date() });
    const close = { kind: 'CLOSE', outcome: 'INVALID' };
    const urgent = await preview({ filter: { source, sort: 'urgency' }, act: close });
    expect(urgent).toMatchObject({ more: false, counts: { can: 1000, refused: 0 } });
    const all = await preview({ filter: { source, order: 'asc' }, act: close });
    expect(all.more).toBe(true);
    expect(all.items.map(({ leadId }) => leadId)).toContain(closed);
    expect((await preview({ filter: { source, open: 'false' }, act: close })).counts).toMatchObject({ refused: 1 });

    const leadIds = urgent.items.map(({ leadId }) => leadId);
    const began = Date.now();
    expect((await act({ leadIds, act: close })).counts).toMatchObject({ requested: 1000 });
    expect(Date.now() - began).toBeLessThan(20_000);
    expect(await requestsOf(leadIds)).toHaveLength(1000);
  });

  it('are a rep’s own, and nobody’s of another org', async () => {
    const [own, others] = [await insertLead({ owner_id: radu }), await insertLead()];
    const body = { leadIds: [own, others], act: { kind: 'TAG', add: ['mine'] } };
    expect((await preview(body, rep)).counts).toMatchObject({ can: 1, notFound: 1 });
    expect((await act(body, rep)).items).toMatchObject([{ outcome: 'DONE' }, { outcome: 'NOT_FOUND' }]);
    const pause = { ...body, act: { kind: 'PAUSE' } };
    expect((await act(pause, rep)).items).toMatchObject([{ outcome: 'REQUESTED' }, { outcome: 'NOT_FOUND' }]);
    const { items } = await preview({ filter: {}, act: { kind: 'PAUSE' } }, rep);
    expect(items.map(({ leadId }) => leadId)).toEqual([own]);
    const orgId = newId();
    await api.world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Foreign')", [orgId]);
    const foreign = await api.tokenOf(newId(), 'ADMIN', orgId);
    expect((await act(body, foreign)).counts).toMatchObject({ notFound: 2, done: 0 });
    expect(await tagsOf(others)).toMatchObject({ tags: [], revision: 1 });
    await send('post', '/api/leads/bulk', body, await api.tokenOf(newId(), 'AUDITOR')).expect(403);
  });

  it('are refused as a whole for what nobody could do', async () => {
    const leadIds = [await insertLead()];
    const refused = async (body: object) => pathsOf(await send('post', '/api/leads/bulk', body).expect(400));
    expect(await refused({ leadIds, act: { kind: 'PAUSE', until: until(-1) } })).toEqual(['act.until']);
    expect(await refused({ leadIds, act: { kind: 'PAUSE', until: until(400) } })).toEqual(['act.until']);
    expect(await refused({ leadIds, act: { kind: 'TAG' } })).toEqual(['act.add']);
    expect(await refused({ leadIds, act: { kind: 'TAG', add: ['a'], remove: ['a'] } })).toEqual(['act.remove.0']);
    expect(await refused({ leadIds, act: { kind: 'CLOSE' } })).toEqual(['act.outcome']);
    expect(await refused({ leadIds, act: { kind: 'REOPEN' } })).toEqual(['act.reason']);
    expect(await refused({ leadIds, act: { kind: 'DELETE' } })).toEqual(['act.kind']);
    expect(await refused({ leadIds: [...leadIds, ...leadIds], act: { kind: 'PAUSE' } })).toEqual(['leadIds.1']);
    expect(await refused({ leadIds: [], act: { kind: 'PAUSE' } })).toEqual(['leadIds']);
    const many = Array.from({ length: 1001 }, () => newId());
    expect(await refused({ leadIds: many, act: { kind: 'PAUSE' } })).toEqual(['leadIds']);
    expect(await refused({ leadIds, act: { kind: 'PAUSE' }, expected: { [newId()]: 1 } })).toHaveLength(1);
    const both = { leadIds, filter: {}, act: { kind: 'PAUSE' } };
    expect(pathsOf(await send('post', '/api/leads/bulk/preview', both).expect(400))).toEqual(['leadIds']);
    const order = { filter: { sort: 'urgency', order: 'desc' }, act: { kind: 'PAUSE' } };
    expect(pathsOf(await send('post', '/api/leads/bulk/preview', order).expect(400))).toEqual(['filter.order']);
    expect(await requestsOf(leadIds)).toEqual([]);
  });
});

interface View {
  id: string;
  name: string;
  shared: boolean;
  revision: number;
  filters: Record<string, string>;
  columns: string[] | null;
  gone: { filter: string; name: string | null; why: string }[];
  can: { change: boolean; share: boolean; delete: boolean };
  owner: { name: string; left: boolean };
}
interface Views {
  items: View[];
  defaultViewId: string | null;
  columns: string[] | null;
}
const viewsOf = async (token: string) => (await get('/api/lead-views', token).expect(200)).body as unknown as Views;
const save = async (body: object, token = manager) =>
  (await send('post', '/api/lead-views', body, token).expect(201)).body as unknown as View;
const change = (view: View, body: object, token = manager) =>
  send('patch', `/api/lead-views/${view.id}`, body, token).set('if-match', `"${view.revision}"`);

describe('saved views', () => {
  it('are one’s own until they are shared, and then everybody’s of the org', async () => {
    const own = await save({ name: 'Unrouted', filters: { status: 'UNROUTED,RECEIVED' }, columns: ['name', 'newer'] });
    expect(own).toMatchObject({
      shared: false,
      filters: { status: 'UNROUTED,RECEIVED' },
      columns: ['name', 'newer'],
      gone: [],
      can: { change: true, share: true, delete: true },
      revision: 1,
    });
    expect((await viewsOf(rep)).items).toEqual([]);
    const shared = (await change(own, { shared: true }).expect(200)).body as unknown as View;
    expect(shared).toMatchObject({ shared: true, revision: 2, filters: own.filters });
    const [seen] = (await viewsOf(rep)).items;
    expect(seen).toMatchObject({ id: own.id, can: { change: false, share: false, delete: false } });
    const auditor = await api.tokenOf(newId(), 'AUDITOR');
    expect((await viewsOf(auditor)).items).toHaveLength(1);

    // A rep changes and shares nothing of others, and saves their own.
    await change(shared, { name: 'Mine' }, rep).expect(403);
    await send('delete', `/api/lead-views/${own.id}`, {}, rep).expect(403);
    await send('post', '/api/lead-views', { name: 'For all', shared: true }, rep).expect(403);
    const mine = await save({ name: 'Unrouted' }, rep);
    await change(mine, { shared: true }, rep).expect(403);
    await change(mine, { name: 'Theirs' }).expect(404);
    await send('delete', `/api/lead-views/${mine.id}`, {}).expect(404);
    expect((await viewsOf(manager)).items.map(({ id }) => id)).toEqual([own.id]);

    // Another manager looks after what is shared, and cannot make it their own.
    const other = await api.tokenOf(newId(), 'ADMIN');
    const renamed = (await change(shared, { name: 'Nobody’s' }, other).expect(200)).body as unknown as View;
    expect(renamed).toMatchObject({ name: 'Nobody’s', revision: 3, can: { share: false } });
    await change(renamed, { shared: false }, other).expect(403);
    await api.world.sql.query("UPDATE users SET status = 'INACTIVE' WHERE id = $1", [api.world.managerId]);
    expect((await viewsOf(rep)).items.find(({ id }) => id === own.id)).toMatchObject({ owner: { left: true } });
    await api.world.sql.query("UPDATE users SET status = 'ACTIVE' WHERE id = $1", [api.world.managerId]);
    const orgId = newId();
    await api.world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Foreign')", [orgId]);
    const foreign = await api.tokenOf(newId(), 'ADMIN', orgId);
    expect((await viewsOf(foreign)).items).toEqual([]);
    await change(renamed, { name: 'X' }, foreign).expect(404);

    const { body } = await get(`/api/audit?entityType=lead_view&entityId=${own.id}`).expect(200);
    expect(body.items.map(({ text }) => text)).toEqual([
      expect.stringContaining('changed the lead view “Nobody’s”'),
      expect.stringContaining('shared the lead view “Unrouted” with everybody'),
      expect.stringContaining('saved the lead view “Unrouted”'),
    ]);
  });

  it('show a rep no more leads than they see', async () => {
    const source = `sight-${newId()}`;
    const own = await insertLead({ source, owner_id: radu });
    await insertLead({ source });
    const view = await save({ name: 'Sight', shared: true, filters: { source } });
    const { filters } = (await viewsOf(rep)).items.find(({ id }) => id === view.id)!;
    const query = new URLSearchParams(filters).toString();
    const seen = await get(`/api/leads?${query}&sort=urgency`, rep).expect(200);
    expect(seen.body.items.map(({ id }) => id)).toEqual([own]);
    expect((await get(`/api/leads?${query}`).expect(200)).body.items).toHaveLength(2);
  });

  it('are changed by one at a time', async () => {
    const view = await save({ name: 'Two at once' });
    await send('patch', `/api/lead-views/${view.id}`, { name: 'X' }).expect(428);
    const [one, two] = await Promise.all([change(view, { sort: 'score' }), change(view, { name: 'Other' })]);
    expect([one.status, two.status].sort()).toEqual([200, 412]);
    await change(view, { name: 'Late' }).expect(412);
  });

  it('have names of their own, two at once among them', async () => {
    await save({ name: 'Fair' });
    const taken = await send('post', '/api/lead-views', { name: 'FAIR ' }).expect(409);
    expect(pathsOf(taken)).toEqual(['name']);
    // A shared one of the same name stands beside it; two shared ones do not.
    const shared = await save({ name: 'Fair', shared: true });
    expect(pathsOf(await send('post', '/api/lead-views', { name: 'fair', shared: true }).expect(409))).toEqual([
      'name',
    ]);
    expect(pathsOf(await change(shared, { shared: false }).expect(409))).toEqual(['name']);
    const both = await Promise.all([1, 2].map(() => send('post', '/api/lead-views', { name: 'Race' })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('are refused what the list would refuse, each at its field; what a newer version saved is kept', async () => {
    const refused = async (body: object) =>
      pathsOf(await send('post', '/api/lead-views', { name: 'X', ...body }).expect(400)).sort();
    expect(await refused({ filters: { status: 'LATE', colour: 'red' } })).toEqual([
      'filters.colour',
      'filters.status.0',
    ]);
    expect(await refused({ filters: { from: 'today' } })).toEqual(['filters.from']);
    expect(await refused({ sort: 'name' })).toEqual(['sort']);
    expect(await refused({ filters: { open: 'false' } })).toEqual(['filters.open']);
    expect(await refused({ order: 'desc' })).toEqual(['order']);
    expect(await refused({ columns: ['name', 'name'] })).toEqual(['columns']);
    expect(await refused({ columns: Array.from({ length: 41 }, (_, index) => `c${index}`) })).toEqual(['columns']);
    expect(await refused({ name: ' ' })).toEqual(['name']);
    expect(await refused({ filters: { status: 7 } })).toEqual(['filters.status']);

    const view = await save({ name: 'Newer', filters: { source: 'web' }, columns: ['name', 'from.tomorrow'] });
    const newer = { filters: { source: 'web', tomorrow: 'yes' }, sort: null, order: null, columns: ['from.tomorrow'] };
    await api.world.sql.query('UPDATE lead_views SET definition = $2 WHERE id = $1', [view.id, newer]);
    const renamed = (await change(view, { name: 'Newest' }).expect(200)).body as unknown as View;
    expect(renamed).toMatchObject({ filters: newer.filters, columns: newer.columns });
    await change(renamed, { columns: ['name'] }).expect(200);
  });

  it('tell what they name that is gone', async () => {
    const gone = await api.world.addRep('Gone Gina');
    await api.world.sql.query("UPDATE users SET status = 'INACTIVE' WHERE id = $1", [gone]);
    const { id } = await api.addEndpoint({ source: 'old-fair' });
    await api.world.sql.query('UPDATE endpoints SET deleted_at = now() WHERE id = $1', [id]);
    const view = await save({ name: 'Gone', filters: { ownerId: gone, flowId: newId(), source: 'old-fair' } });
    expect(view.gone).toEqual([
      { filter: 'ownerId', name: 'Gone Gina', why: 'LEFT' },
      { filter: 'flowId', name: null, why: 'UNKNOWN' },
      { filter: 'source', name: 'old-fair', why: 'DELETED' },
    ]);
    await get(`/api/leads?${new URLSearchParams(view.filters).toString()}`).expect(200);
  });

  it('are deleted and taken back; what one’s list opens with is one’s own', async () => {
    const view = await save({ name: 'Short-lived', shared: true });
    const choose = (body: object, token = rep) => send('patch', '/api/me/lead-list', body, token);
    await choose({ defaultViewId: view.id }).expect(200, { defaultViewId: view.id, columns: null });
    await choose({ columns: ['name', 'score'] }).expect(200, { defaultViewId: view.id, columns: ['name', 'score'] });
    expect(await viewsOf(rep)).toMatchObject({ defaultViewId: view.id, columns: ['name', 'score'] });
    expect(await viewsOf(manager)).toMatchObject({ defaultViewId: null, columns: null });
    await send('delete', `/api/lead-views/${view.id}`, {}).expect(204);
    expect((await viewsOf(rep)).defaultViewId).toBeNull();
    await change(view, { name: 'X' }).expect(404);
    expect(pathsOf(await choose({ defaultViewId: view.id }).expect(400))).toEqual(['defaultViewId']);
    await send('post', `/api/lead-views/${view.id}/restore`, {}, rep).expect(403);
    await send('post', `/api/lead-views/${view.id}/restore`, {}).expect(200);
    expect((await viewsOf(rep)).defaultViewId).toBe(view.id);
    await choose({ defaultViewId: null, columns: null }).expect(200, { defaultViewId: null, columns: null });
    await choose({}).expect(400);
  });
});

describe('the values of leads', () => {
  it('are what most of the latest have first, of those that one sees', async () => {
    const source = newId();
    for (const owner of [radu, radu, null])
      await insertLead({
        source,
        owner_id: owner,
        tags: ['most', owner ? 'own' : 'other'],
        attributes: { budget: 1, [source]: {} },
      });
    const { body } = await get('/api/lead-values').expect(200);
    const { tags, attributes } = body as unknown as { tags: string[]; attributes: string[] };
    expect(tags).toEqual(expect.arrayContaining(['most', 'own', 'other']));
    expect(tags.indexOf('most')).toBeLessThan(tags.indexOf('other'));
    expect(attributes).toEqual(expect.arrayContaining(['budget', source]));
    const own = (await get('/api/lead-values', rep).expect(200)).body as unknown as { tags: string[] };
    expect(own.tags).toContain('own');
    expect(own.tags).not.toContain('other');
  });
});

describe('attributes in lists', () => {
  it('are read along where they are asked for, cut, and whole in a file', async () => {
    const source = newId();
    const attributes = {
      budget: 12_000,
      city: 'Cluj',
      notes: 'x'.repeat(500),
      deep: { a: [1] },
      vip: true,
      none: null,
    };
    const [one, other] = [await insertLead({ source, attributes }), await insertLead({ source })];
    const names = ['budget', 'notes', 'deep', 'vip', 'none', 'a,b'];
    const query = names.map((name) => `attribute=${encodeURIComponent(name)}`).join('&');
    for (const list of ['/api/leads?sort=urgency&', '/api/leads?', '/api/control-tower/leads?']) {
      const { body } = await get(`${list}source=${source}&${query}`).expect(200);
      const of = (leadId: string) => body.items.find(({ id }) => id === leadId)!['attributes'];
      expect(of(one)).toEqual({ budget: 12_000, notes: 'x'.repeat(200), deep: '{"a": [1]}', vip: true, none: null });
      expect(of(other)).toEqual({});
      const plain = await get(`${list}source=${source}`).expect(200);
      expect(plain.body.items[0]).not.toHaveProperty('attributes');
    }
    const file = await get(`/api/control-tower/leads?format=csv&source=${source}&${query}`).expect(200);
    const [header, ...lines] = (file as unknown as { text: string }).text.trim().split('\r\n');
    expect(header).toMatch(
      /,attributes\.budget,attributes\.notes,attributes\.deep,attributes\.vip,attributes\.none,"attributes\.a,b"$/,
    );
    expect(lines.some((line) => line.includes(`,12000,${'x'.repeat(500)},`))).toBe(true);
    const many = Array.from({ length: 21 }, (_, index) => `attribute=a${index}`).join('&');
    expect(pathsOf(await get(`/api/leads?${many}`).expect(400))).toEqual(['attribute']);
  });
});
