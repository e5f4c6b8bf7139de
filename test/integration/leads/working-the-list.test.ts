import { v7 as newId } from 'uuid';
import { folded } from '../../../domain/leads/search/words.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docExample } from '../../support/doc-example.js';
import { LeadApi, type Answer } from '../../support/lead-api.js';
import { flowDefinition } from '../../support/world.js';

const DOC = 'docs/engine/working-the-list.md';

let api: LeadApi;
let manager: string;
let radu: string;
let rep: string;
let foreign: string;

beforeAll(async () => {
  api = await LeadApi.open('working_the_list');
  const { world } = api;
  manager = await api.manager();
  radu = await world.addRep('Radu');
  rep = await api.tokenOf(radu, 'REP');
  const orgId = newId();
  await world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Foreign')", [orgId]);
  foreign = await api.tokenOf(newId(), 'ADMIN', orgId);
});
afterAll(() => api.close());

const get = (path: string, token = manager) => api.call('get', path).set('authorization', token);
const post = (path: string, body: unknown, token = manager) =>
  api
    .call('post', path)
    .set('authorization', token)
    .send(body as object);

async function insert(table: string, columns: Record<string, unknown>): Promise<string> {
  const row: Record<string, unknown> = { org_id: api.world.orgId, id: newId(), ...columns };
  const names = Object.keys(row);
  await api.world.sql.query(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
  return row.id as string;
}
const insertLead = (columns: Record<string, unknown> = {}) =>
  insert('leads', {
    source: 'web',
    name: 'Ana Pop',
    email: 'ana@example.com',
    status: 'ASSIGNED',
    received_at: new Date(Date.now() - 60_000),
    ...columns,
  });
const insertUser = (columns: Record<string, unknown>) =>
  insert('users', { email: `${newId()}@example.com`, role: 'REP', capacity: 3, ...columns });
const commandsOf = (leadIds: string[]) =>
  api.world.all<{ lead_id: string; request: unknown; actor_id: string }>(
    'SELECT lead_id, request, actor_id FROM commands WHERE lead_id = ANY($1) ORDER BY requested_at, id',
    [leadIds],
  );
const pathsOf = ({ body }: Answer) => body.error.details.issues.map(({ path }) => path);

interface Assigned {
  counts: Record<string, number>;
  items: { leadId: string; outcome: string; commandId: string | null; why: string | null }[];
}

describe('POST /api/leads/bulk-assign', () => {
  it('gives each lead on its own, and says which it cannot (as documented)', async () => {
    const example = docExample(DOC, 'bulk-assign') as { leadIds: string[]; ownerId: string };
    await insertUser({ id: example.ownerId, name: 'Dan' });
    const [open, closed] = example.leadIds as [string, string];
    await insertLead({ id: open, owner_id: radu });
    await insertLead({ id: closed, status: 'CLOSED', outcome: 'LOST', closed_at: new Date() });

    const answer = (await post('/api/leads/bulk-assign', example).expect(202)).body as unknown as Assigned;
    const [{ commandId }, other] = answer.items as [Assigned['items'][0], Assigned['items'][0]];
    expect(other.commandId).toBeNull();
    const shown = answer.items.map(({ leadId, outcome, why }) => ({ leadId, outcome, why }));
    expect({ counts: answer.counts, items: shown }).toEqual(docExample(DOC, 'bulk-assigned'));
    expect(await commandsOf(example.leadIds)).toEqual([
      {
        lead_id: open,
        request: { kind: 'ASSIGN', ownerId: example.ownerId, reason: 'Radu is ill' },
        actor_id: api.world.managerId,
      },
    ]);
    const bells = await api.world.all(
      "SELECT lead_id FROM outbox WHERE subject_id = $1 AND topic = 'COMMAND_REQUESTED'",
      [commandId],
    );
    expect(bells).toEqual([{ lead_id: open }]);

    const again = (await post('/api/leads/bulk-assign', example).expect(202)).body as unknown as Assigned;
    expect(again).toEqual(answer);
    expect(await commandsOf(example.leadIds)).toHaveLength(1);
  });

  it('tells apart what changed, what is not there and what is owned already; 500 at a time', async () => {
    const owner = await insertUser({ name: 'Ema' });
    const [changed, owned, missing] = [
      await insertLead({ revision: 4 }),
      await insertLead({ owner_id: owner }),
      newId(),
    ];
    const many = await Promise.all(Array.from({ length: 497 }, () => insertLead({ owner_id: radu })));
    const leadIds = [changed, owned, missing, ...many];
    const { counts, items } = (
      await post('/api/leads/bulk-assign', {
        leadIds,
        ownerId: owner,
        expected: { [changed]: 3, [many[0]!]: 1 },
      }).expect(202)
    ).body as unknown as Assigned;
    expect(counts).toEqual({ requested: 497, refused: 1, changed: 1, notFound: 1, failed: 0 });
    expect(items.map(({ leadId }) => leadId)).toEqual(leadIds);
    expect(items.slice(0, 4)).toMatchObject([
      { outcome: 'CHANGED', why: 'It changed since it was seen: its revision is 4 now' },
      { outcome: 'REFUSED', why: 'This user owns the lead already' },
      { outcome: 'NOT_FOUND', why: 'There is no such lead' },
      { outcome: 'REQUESTED', why: null },
    ]);
    expect(new Set((await commandsOf(leadIds)).map((row) => row.lead_id))).toEqual(new Set(many));
  });

  it('says which could not be written down; asked again, only those are asked for', async () => {
    const leadIds = await Promise.all(Array.from({ length: 6 }, () => insertLead()));
    const body = { leadIds, ownerId: radu };
    const inOrg = api.db.inOrg.bind(api.db);
    const failFrom = (first: number, last: number) => {
      let call = 0;
      api.db.inOrg = (orgId, work) => {
        call += 1;
        if (call < first || call > last) return inOrg(orgId, work);
        return Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
      };
    };
    try {
      failFrom(4, 5);
      const part = (await post('/api/leads/bulk-assign', body).expect(202)).body as unknown as Assigned;
      expect(part.counts).toEqual({ requested: 4, refused: 0, changed: 0, notFound: 0, failed: 2 });
      const failed = part.items.filter(({ outcome }) => outcome === 'FAILED');
      expect(failed.map(({ why }) => why)).toEqual(Array(2).fill('The database is not available: ask again'));
      expect(await commandsOf(failed.map(({ leadId }) => leadId))).toEqual([]);

      failFrom(1, 99);
      await post('/api/leads/bulk-assign', body).expect(503);
      api.db.inOrg = inOrg;
      const whole = (await post('/api/leads/bulk-assign', body).expect(202)).body as unknown as Assigned;
      expect(whole.counts).toMatchObject({ requested: 6, failed: 0 });
      const kept = part.items.filter(({ outcome }) => outcome === 'REQUESTED');
      expect(whole.items).toEqual(expect.arrayContaining(kept));
      expect(await commandsOf(leadIds)).toHaveLength(6);
    } finally {
      api.db.inOrg = inOrg;
    }
  });

  it('is refused as a whole for what nobody could do', async () => {
    const leadId = await insertLead();
    const gone = await insertUser({ name: 'Gone', status: 'INACTIVE' });
    const send = (body: object, token = manager) => post('/api/leads/bulk-assign', body, token);
    expect(pathsOf(await send({ leadIds: [leadId], ownerId: gone }).expect(400))).toEqual(['ownerId']);
    expect(pathsOf(await send({ leadIds: [leadId], ownerId: newId() }).expect(400))).toEqual(['ownerId']);
    const twice = { leadIds: [leadId, leadId], ownerId: radu, expected: { [gone]: 1 }, by: 'me' };
    expect(pathsOf(await send(twice).expect(400))).toEqual(expect.arrayContaining(['leadIds.1', 'by']));
    expect(pathsOf(await send({ leadIds: [leadId], ownerId: radu, expected: { [gone]: 1 } }).expect(400))).toEqual([
      `expected.${gone}`,
    ]);
    const tooMany = Array.from({ length: 501 }, () => newId());
    expect(pathsOf(await send({ leadIds: tooMany, ownerId: radu }).expect(400))).toEqual(['leadIds']);
    await send({ leadIds: [leadId], ownerId: radu }, rep).expect(403);
    expect(pathsOf(await send({ leadIds: [leadId], ownerId: radu }, foreign).expect(400))).toEqual(['ownerId']);
    expect(await commandsOf([leadId])).toEqual([]);
  });
});

describe('who could be given a lead', () => {
  const DAY_MS = 86_400_000;
  const timeOff = (userId: string, toAt: Date | null, cause = 'TIME_OFF') =>
    insert('absences', { user_id: userId, cause, from_at: new Date(Date.now() - DAY_MS), to_at: toAt });
  /** Closed now, and open from midnight UTC of the day after tomorrow on. */
  const closedToday = async () => {
    const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;
    const opensAt = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS + 2 * DAY_MS);
    const weekly = [{ day: days[opensAt.getUTCDay()], from: '00:00', to: '23:59' }];
    const definition = { timeZone: 'UTC', weekly, holidays: [], specialDates: [] };
    return { opensAt, calendarId: await insert('calendars', { name: 'Later', definition }) };
  };

  it('stands in the order in which somebody can work, with why not and until when', async () => {
    const { opensAt, calendarId } = await closedToday();
    const back = new Date(Date.now() + 3 * DAY_MS);
    const at = {
      free: await insertUser({ name: 'A Free' }),
      half: await insertUser({ name: 'B Half' }),
      later: await insertUser({ name: 'C Later', calendar_id: calendarId }),
      leave: await insertUser({ name: 'D Leave' }),
      away: await insertUser({ name: 'E Away', status: 'AWAY' }),
      gone: await insertUser({ name: 'F Gone', status: 'INACTIVE' }),
    };
    await timeOff(at.leave, back);
    await timeOff(at.free, new Date(Date.now() - 1000));
    await insertLead({ owner_id: at.half, capacity_weight: 2 });
    await insertLead({ owner_id: at.half, status: 'CLOSED', closed_at: new Date() });
    const ids: string[] = Object.values(at);
    const { items } = (await get('/api/assignees').expect(200)).body;
    const shown = items.filter(({ id }) => ids.includes(id));
    expect(shown).toMatchObject([
      { id: at.free, openLeads: 0, load: 0, capacity: 3, share: 0, availability: { now: 'AT_WORK', backAt: null } },
      { id: at.half, isRep: true, openLeads: 1, load: 2, availability: { now: 'AT_WORK' } },
      { id: at.later, availability: { now: 'OFF_SHIFT', backAt: opensAt.toISOString() } },
      { id: at.leave, availability: { now: 'TIME_OFF', backAt: back.toISOString() } },
      { id: at.away, availability: { now: 'AWAY', backAt: null } },
      { id: at.gone, availability: { now: 'INACTIVE', backAt: null } },
    ]);
    // Managers may be given leads, whoever only reads may not.
    expect(items.find(({ id }) => id === api.world.managerId)).toMatchObject({ isRep: false });
    await get('/api/assignees', rep).expect(403);
    expect((await get('/api/assignees', foreign).expect(200)).body.items).toEqual([]);
  });

  it('is foretold to be late for what is due before they are back', async () => {
    const { opensAt, calendarId } = await closedToday();
    const owner = await insertUser({ name: 'Late Lou', calendar_id: calendarId });
    const soon = await insertLead({ deadline_at: new Date(Date.now() + 3_600_000) });
    const then = await insertLead({ deadline_at: opensAt });
    const never = await insertLead();
    const body = { leadIds: [soon, then, never], ownerId: owner };
    const { body: told } = await post('/api/leads/bulk-assign/preview', body).expect(200);
    expect(told).toMatchObject({
      owner: { availability: { now: 'OFF_SHIFT', backAt: opensAt.toISOString() } },
      warnings: [expect.stringMatching(/^Late Lou is off shift, back \w{3} \d+ \w{3}.* 00:00$/)],
      counts: { assign: 3, late: 1 },
      items: [
        { leadId: soon, late: true },
        { leadId: then, late: false },
        { leadId: never, late: false, deadlineAt: null },
      ],
    });
  });
});

interface Preview {
  owner: { id: string; name: string; capacity: number; loadBefore: number; loadAfter: number };
  warnings: string[];
  counts: Record<string, number>;
  more: boolean;
  items: { leadId: string; outcome: string; why: string | null; revision: number | null; ownerId: string | null }[];
}

describe('POST /api/leads/bulk-assign/preview', () => {
  const preview = async (body: object, token = manager) =>
    (await post('/api/leads/bulk-assign/preview', body, token).expect(200)).body as unknown as Preview;

  it("says what would happen, and the owner's load; changes nothing", async () => {
    const owner = await insertUser({ name: 'Ioana', status: 'AWAY' });
    const [heavy, owned, closed] = [
      await insertLead({ owner_id: radu, capacity_weight: 2.5, revision: 7 }),
      await insertLead({ owner_id: owner }),
      await insertLead({ status: 'UNQUALIFIED' }),
    ];
    const missing = newId();
    const leadIds = [heavy, owned, closed, missing];
    const before = await api.counts();
    expect(await preview({ leadIds, ownerId: owner })).toMatchObject({
      owner: { id: owner, name: 'Ioana', status: 'AWAY', capacity: 3, loadBefore: 1, loadAfter: 3.5 },
      warnings: ['Ioana would have a load of 3.5, with a capacity of 3', 'Ioana is away'],
      counts: { assign: 1, refused: 2, notFound: 1 },
      more: false,
      items: [
        { leadId: heavy, outcome: 'ASSIGN', why: null, ownerId: radu, revision: 7 },
        { leadId: owned, outcome: 'REFUSED', why: 'This user owns the lead already' },
        { leadId: closed, outcome: 'REFUSED', why: 'The lead is UNQUALIFIED already' },
        { leadId: missing, outcome: 'NOT_FOUND', revision: null },
      ],
    });
    expect(await api.counts()).toEqual(before);
    expect(await commandsOf(leadIds)).toEqual([]);

    // What it foretells is what is then done.
    const done = (await post('/api/leads/bulk-assign', { leadIds, ownerId: owner }).expect(202))
      .body as unknown as Assigned;
    expect(done.items.map(({ outcome }) => outcome)).toEqual(['REQUESTED', 'REFUSED', 'REFUSED', 'NOT_FOUND']);
    // And it sees what is asked but not done yet.
    const other = await preview({ leadIds: [heavy], ownerId: radu });
    expect(other.items[0]).toMatchObject({ outcome: 'ASSIGN', ownerId: radu });
    expect(other.owner.loadAfter).toBe(other.owner.loadBefore);
  });

  it('takes the most urgent open leads of a filter, 500 of them', async () => {
    const owner = await insertUser({ name: 'Vlad', capacity: 1000 });
    const source = `filter-${newId()}`;
    await api.world.sql.query(
      `INSERT INTO leads (org_id, id, source, status, received_at, deadline_at)
       SELECT $1, gen_random_uuid(), $2, 'ASSIGNED', now(), now() + n * interval '1 second' FROM generate_series(1, 500) n`,
      [api.world.orgId, source],
    );
    const closed = await insertLead({ source, status: 'CLOSED', closed_at: new Date() });
    const body = { filter: { source, status: ['ASSIGNED'] }, ownerId: owner };
    const all = await preview(body);
    expect(all).toMatchObject({ more: false, counts: { assign: 500, refused: 0, notFound: 0 }, warnings: [] });
    const urgent = await insertLead({ source, deadline_at: new Date() });
    const first = await preview(body);
    expect(first).toMatchObject({ more: true, counts: { assign: 500 } });
    expect(first.items[0]!.leadId).toBe(urgent);
    expect(first.items.map(({ leadId }) => leadId)).not.toContain(closed);
  });

  it('refuses both, neither, and those who may not', async () => {
    const send = (body: object, token = manager) => post('/api/leads/bulk-assign/preview', body, token);
    expect(pathsOf(await send({ ownerId: radu }).expect(400))).toEqual(['leadIds']);
    expect(pathsOf(await send({ ownerId: radu, leadIds: [newId()], filter: {} }).expect(400))).toEqual(['leadIds']);
    expect(pathsOf(await send({ ownerId: newId(), leadIds: [newId()] }).expect(400))).toEqual(['ownerId']);
    expect(pathsOf(await send({ ownerId: radu, filter: { breach: 'bad', of: 1 } }).expect(400))).toEqual(
      expect.arrayContaining(['filter.of']),
    );
    await send({ ownerId: radu, leadIds: [newId()] }, rep).expect(403);
  });
});

describe('GET /api/search', () => {
  const found = async (q: string, token = manager) => {
    const { body } = await get(`/api/search?q=${encodeURIComponent(q)}`, token).expect(200);
    const { leads, users, flows } = body as unknown as Record<'leads' | 'users' | 'flows', { id: string }[]>;
    return { leads: leads.map(({ id }) => id), users: users.map(({ id }) => id), flows: flows.map(({ id }) => id) };
  };

  it('finds whole matches and beginnings of words among all leads, as they are typed', async () => {
    const old = await insertLead({
      name: 'Zoe Oldtimer',
      email: 'zoe@old.example',
      phone: '+40722000111',
      external_id: 'OLD-1',
      owner_id: radu,
      received_at: new Date('2020-01-01T00:00:00Z'),
    });
    const fresh = await insertLead({
      name: 'Ștefan Zamfir',
      email: 'zam_fir@new.example',
      phone: '+40733999888',
      external_id: 'NEW%1',
    });
    // More than it looks through one by one.
    await api.world.sql.query(
      `INSERT INTO leads (org_id, id, source, name, status, received_at)
       SELECT $1, gen_random_uuid(), 'search', 'Filler', 'ASSIGNED', now() - interval '1 hour' FROM generate_series(1, 5000) n`,
      [api.world.orgId],
    );
    for (const whole of ['ZOE@old.example', '+40 722 000 111', 'OLD-1', old])
      expect((await found(whole)).leads).toEqual([old]);
    for (const start of [
      'zoe',
      '+407220',
      'OLD-',
      'oldtimer ZOE',
      '0722 000 111',
      '0722.000.111',
      '722000111',
      'old.ex',
      old.slice(0, 23),
    ])
      expect((await found(start)).leads, start).toEqual([old]);
    for (const start of [
      'zamf',
      'Ștef',
      'zam_f',
      '40733',
      '0040 733',
      'new%',
      'stefan',
      'Zamfir ȘTEF',
      'stefan 0733',
      'fir',
    ]) {
      expect((await found(start)).leads, start).toEqual([fresh]);
    }
    // The database folds as the question is folded.
    const letters = 'ȘțĂÎâ Müller Straße Łódź Øre Þór Ёлка Йод İıI Ａｎａ ﬁ Ⅷ ’ ά Ω ς é\u0301 한글 👩';
    expect(await api.world.one('SELECT folded($1) AS folded', [letters])).toEqual({ folded: folded(letters) });
    // Wildcards are letters like others.
    for (const none of ['zam%', 'z_mfir', '%', 'amfir']) expect((await found(none)).leads, none).toEqual([]);
    expect((await found('Filler')).leads).toHaveLength(10);

    expect((await found('OLD-1', rep)).leads).toEqual([old]);
    for (const others of ['zamfir', fresh, 'zam_fir@new.example', 'NEW%1', '+40733999888'])
      expect((await found(others, rep)).leads, others).toEqual([]);
    expect(await found('OLD-1', foreign)).toEqual({ leads: [], users: [], flows: [] });
  });

  it('finds people and flows, for those who may see them', async () => {
    const flow = await api.world.addFlow(undefined, 'quick-calls');
    const yara = await insertUser({ name: 'Yara Quick' });
    expect(await found('quick')).toEqual({ leads: [], users: [yara], flows: [flow] });
    expect(await found('quick', rep)).toEqual({ leads: [], users: [], flows: [] });
    expect(await found('quick', foreign)).toEqual({ leads: [], users: [], flows: [] });
  });

  it('wants something to look for', async () => {
    expect(pathsOf(await get('/api/search?q=%20').expect(400))).toEqual(['q']);
    expect(pathsOf(await get('/api/search').expect(400))).toEqual(['q']);
  });
});

describe('unread notices', () => {
  const notice = (userId: string, created: Date) =>
    insert('notifications', {
      user_id: userId,
      kind: 'ASSIGNED',
      subject: 's',
      text: 't',
      dedupe_key: newId(),
      mail_status: 'NONE',
      created_at: created,
    });

  it("counts and reads the caller's own, up to an instant", async () => {
    const me = await insertUser({ name: 'Nora' });
    const token = await api.tokenOf(me, 'REP');
    const unread = async () => (await get('/api/notifications/unread-count', token).expect(200)).body;
    expect(await unread()).toEqual({ unread: 0 });
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
    for (const second of [1, 2, 3]) await notice(me, at(second));
    const others = await notice(radu, at(1));
    expect(await unread()).toEqual({ unread: 3 });
    const read = (body?: object) => post('/api/notifications/read', body, token).expect(200);
    expect((await read({ until: at(2).toISOString() })).body).toEqual({ read: 2 });
    expect(await unread()).toEqual({ unread: 1 });
    expect((await read()).body).toEqual({ read: 1 });
    expect((await read()).body).toEqual({ read: 0 });
    expect(await unread()).toEqual({ unread: 0 });
    expect(await api.world.one('SELECT read_at FROM notifications WHERE id = $1', [others])).toEqual({ read_at: null });
  });
});

describe('GET /api/audit', () => {
  it('says in words who did what, and what changed (as documented)', async () => {
    const leadId = await insertLead({ attributes: { budget: 12000, city: 'Cluj' } });
    await api
      .call('patch', `/api/leads/${leadId}`)
      .set({ authorization: manager, 'if-match': '"1"' })
      .send({ attributes: { budget: 15000, city: 'Cluj', rooms: 3 } })
      .expect(200);
    const { body } = await get(`/api/audit?leadId=${leadId}`).expect(200);
    expect(body.items).toHaveLength(1);
    const { action, text, changes } = body.items[0]!;
    expect({ action, text, changes }).toEqual(docExample(DOC, 'audit'));
  });

  interface Told {
    at: string;
    actorType?: string;
    actorId?: string | null;
    action?: string;
    entityType?: string;
    entityId?: string;
    leadId?: string | null;
    before?: object | null;
    after?: object | null;
  }
  const tell = (entry: Told) => {
    const { at, actorType = 'system', actorId = null, action = 'lead.assigned', leadId = null } = entry;
    const { entityType = 'lead', entityId = leadId, before = null, after = null } = entry;
    return api.world.sql.query(
      `INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, lead_id, before, after)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [api.world.orgId, at, actorType, actorId, action, entityType, entityId, leadId, before, after],
    );
  };
  const textsOf = async (query: string) =>
    (await get(`/api/audit?${query}`).expect(200)).body.items.map((one) => one.text);

  it('answers who reassigned a lead yesterday, and why', async () => {
    const [leadId, other] = [await insertLead({ name: 'Ion Rusu' }), await insertLead()];
    const mara = { actorType: 'user', actorId: api.world.managerId };
    const given = (at: string, text: string) => ({
      at,
      leadId,
      before: { ownerId: api.world.managerId },
      after: { ownerId: radu, text },
    });
    await tell({ ...given('2026-03-02T10:00:00Z', 'Radu by hand: too early'), ...mara });
    await tell(given('2026-03-03T09:00:00Z', 'Radu has most room'));
    await tell({ ...given('2026-03-03T10:00:00Z', 'Radu by hand: Mara is ill'), ...mara });
    await tell({ at: '2026-03-03T11:00:00Z', leadId, action: 'lead.paused', ...mara });
    await tell({ ...given('2026-03-03T12:00:00Z', 'Radu by hand'), ...mara, leadId: other });
    const day = 'from=2026-03-03T00:00:00Z&to=2026-03-04T00:00:00Z';
    expect(await textsOf(`leadId=${leadId}&action=lead.assigned&actorType=user&${day}`)).toEqual([
      'Mara Manager gave the lead “Ion Rusu” to Radu, who takes over from Mara Manager: Mara is ill',
    ]);
    expect(await textsOf(`leadId=${leadId}&action=lead.assigned&actorType=system&${day}`)).toEqual([
      'Pinggo gave the lead “Ion Rusu” to Radu, who takes over from Mara Manager: Radu has most room',
    ]);
    expect(await textsOf(`actorType=user&actorId=${api.world.managerId}&${day}`)).toHaveLength(3);
  });

  it('calls clocks and steps as people do, by the flow that the lead goes by, and tells times in the org’s zone', async () => {
    const { world } = api;
    const leadId = await insertLead({ name: 'Ion Rusu' });
    const plain = flowDefinition(world.teamId);
    const ladder = [{ key: 'ring', at: { share: 1 }, action: 'MANAGER_ALERT' as const }];
    const clocks = plain.clocks.map((clock) => ({ ...clock, name: 'First call', ladder }));
    const flowId = await world.addFlow({ ...plain, clocks }, 'calls');
    await world.sql.query('UPDATE flows SET active = false WHERE id = $1', [flowId]);
    await world.sql.query('UPDATE leads SET flow_id = $2, flow_version = 1 WHERE id = $1', [leadId, flowId]);
    const clockKey = 'first_contact';
    await tell({ at: '2026-03-05T10:00:00Z', leadId, action: 'sla.breached', after: { clockKey } });
    const fired = { clockKey, stepKey: 'ring', action: 'MANAGER_ALERT', repeat: 0 };
    await tell({ at: '2026-03-05T10:00:01Z', leadId, action: 'escalation.fired', after: fired });
    await world.sql.query("UPDATE orgs SET time_zone = 'Europe/Bucharest' WHERE id = $1", [world.orgId]);
    const text = 'Ana is absent (time off until 2026-12-24T16:00:00.000Z)';
    await tell({ at: '2026-03-05T10:00:02Z', leadId, action: 'lead.unrouted', after: { text } });
    const { body } = await get(`/api/audit?leadId=${leadId}`).expect(200);
    await world.sql.query("UPDATE orgs SET time_zone = 'UTC' WHERE id = $1", [world.orgId]);
    expect(body.items.map(({ text: told }) => told)).toEqual([
      'Pinggo found nobody for the lead “Ion Rusu”: Ana is absent (time off until Thu 24 Dec 2026 18:00)',
      'Pinggo fired the alert to the manager of the clock “First call” for the lead “Ion Rusu”',
      'Pinggo saw the clock “First call” of the lead “Ion Rusu” breached',
    ]);
    expect(body.items[1]!['changes']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ what: 'clock', to: 'First call' }),
        expect.objectContaining({ what: 'step', to: 'alert to the manager' }),
      ]),
    );
  });

  it('is newest first by when it happened, and so are its pages', async () => {
    const key = newId();
    const at = (second: number) => `2026-02-01T00:00:${String(second).padStart(2, '0')}.500Z`;
    // Written out of order, and some at one instant.
    for (const second of [3, 1, 2, 2, 2, 5, 4])
      await tell({
        at: at(second),
        actorType: 'api_key',
        actorId: key,
        action: 'team.changed',
        entityType: 'team',
        entityId: key,
      });
    const seen: { at: string; id: number }[] = [];
    let cursor = '';
    do {
      const { body } = await get(`/api/audit?actorType=api_key&actorId=${key}&limit=2${cursor}`).expect(200);
      seen.push(...(body.items as unknown as typeof seen));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    expect(seen.map((one) => one.at)).toEqual([5, 4, 3, 2, 2, 2, 1].map(at));
    const tied = seen.slice(3, 6).map(({ id }) => id);
    expect(tied).toEqual([...new Set(tied)].sort((a, b) => b - a));
    expect(await textsOf(`entityType=team&entityId=${key}&action=team.changed&limit=3`)).toHaveLength(3);
  });

  it('says which actions there are when it is asked for another', async () => {
    const { body } = await get('/api/audit?action=lead.asigned').expect(400);
    expect(body.error.details.issues).toMatchObject([
      { path: 'action', message: expect.stringContaining('"lead.assigned"') as string },
    ]);
  });
});
