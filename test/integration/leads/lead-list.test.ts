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
let get: LeadDesk['get'];
let post: LeadDesk['post'];
let insertLead: LeadDesk['insertLead'];

beforeAll(async () => {
  ({ api, manager, repId, rep, otherRepId, foreign, get, post, insertLead } = await openLeadDesk('lead_list'));
});
afterAll(() => api.close());

describe('POST /api/leads', () => {
  const body = () => ({ externalId: newId(), name: 'Ana', phone: '+40722123456' });

  it('takes a lead in by hand, with audit entry and outbox row', async () => {
    const { body: answer } = await post('/api/leads', body(), rep).expect(202);
    const row = await api.world.one('SELECT source, endpoint_id FROM leads WHERE id = $1', [answer.leadId]);
    expect(row).toEqual({ source: 'manual', endpoint_id: null });
    expect(await api.world.one('SELECT * FROM audit WHERE lead_id = $1', [answer.leadId])).toMatchObject({
      actor_type: 'user',
      actor_id: repId,
      action: 'sales.lead.created',
    });
    expect(await api.world.one('SELECT topic FROM outbox WHERE lead_id = $1', [answer.leadId])).toEqual({
      topic: 'LEAD_RECEIVED',
    });
  });

  it('does nothing twice under one Idempotency-Key', async () => {
    const given = { name: 'Ana', phone: '+40722123456' };
    const send = (more = {}) => post('/api/leads', { ...given, ...more }).set('idempotency-key', 'key-1');
    const first = await send().expect(202);
    await send().expect(202, { ...first.body, duplicate: true });
    await send({ name: 'Other' }).expect(422);
    await post('/api/leads', given, rep).set('idempotency-key', 'key-1').expect(202);
    expect(await api.world.all("SELECT 1 FROM inbox_keys WHERE key = 'key-1'")).toHaveLength(2);
  });

  it('refuses what the intake refuses, with its path', async () => {
    const { body: problem } = await post('/api/leads', { name: 'Ana', budget: 1 }).expect(400);
    const paths = problem.error.details.issues.map(({ path }) => path);
    expect(paths).toContain('budget');
    await post('/api/leads', { ...body(), phone: 'call me' }).expect(400);
  });
});

describe('GET /api/leads', () => {
  const source = `list-${newId()}`;
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
  const ids: string[] = [];

  beforeAll(async () => {
    for (let index = 0; index < 23; index++) {
      ids.push(
        await insertLead({
          source,
          // Several of one instant: the id must break the tie.
          received_at: at(Math.floor(index / 4)),
          owner_id: index % 3 === 0 ? repId : otherRepId,
          status: index % 5 === 0 ? 'CONTACTED' : 'ASSIGNED',
          contacted_at: index % 5 === 0 ? at(100 + index) : null,
          breach: index % 2 === 0 ? 'breached' : index % 7 === 0 ? 'at_risk' : 'none',
          team_id: index === 4 ? api.world.teamId : null,
          // Some have none of it, and some have the same.
          score: index % 4 === 3 ? null : Math.floor(index / 2),
          deadline_at: index % 3 === 2 ? null : at(200 + (index % 5)),
          paused_at: index % 6 === 5 ? at(60) : null,
          name: index === 1 ? '100%_Sure\\' : `Lead ${index}`,
          external_id: `list-${index}`,
        }),
      );
    }
  });

  const listed = async (query: string, token = manager): Promise<string[]> => {
    const { body } = await get(`/api/leads?source=${source}&limit=200&${query}`, token).expect(200);
    return body.items.map(({ id }) => id);
  };
  const where = (keep: (index: number) => boolean) => ids.filter((_, index) => keep(index)).reverse();

  it('goes through all pages, newest first, each lead once', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Answer = await get(
        `/api/leads?source=${source}&limit=5${cursor === '' ? '' : `&cursor=${cursor}`}`,
      ).expect(200);
      seen.push(...page.body.items.map(({ id }) => id));
      cursor = page.body.nextCursor;
    }
    const expected = await api.world.all<{ id: string }>(
      'SELECT id FROM leads WHERE source = $1 ORDER BY received_at DESC, id DESC',
      [source],
    );
    expect(seen).toEqual(expected.map(({ id }) => id));
  });

  it('narrows by each filter', async () => {
    expect(await listed('status=CONTACTED')).toEqual(where((index) => index % 5 === 0));
    expect(await listed('status=CONTACTED,ASSIGNED')).toEqual(where(() => true));
    expect(await listed('status=CONTACTED&status=ASSIGNED')).toEqual(where(() => true));
    expect(await listed('breach=at_risk')).toEqual(where((index) => index % 2 === 1 && index % 7 === 0));
    expect(await listed(`ownerId=${repId}`)).toEqual(where((index) => index % 3 === 0));
    expect(await listed(`teamId=${api.world.teamId}`)).toEqual([ids[4]]);
    expect(await listed(`flowId=${newId()}`)).toEqual([]);
    expect(await listed(`from=${at(1).toISOString()}&to=${at(2).toISOString()}`)).toEqual(
      where((index) => Math.floor(index / 4) === 1),
    );
    const contacted = `contactedFrom=${at(110).toISOString()}`;
    expect(await listed(contacted)).toEqual(where((index) => index % 5 === 0 && index >= 10));
    expect((await listed(`${contacted}&sort=urgency`)).sort()).toEqual((await listed(contacted)).sort());
  });

  describe('goes through all pages by each column, both ways, each lead once, with those that have none last', () => {
    const columns = { received: 'received_at', deadline: 'deadline_at', score: 'score' };
    const usual = { received: 'desc', deadline: 'asc', score: 'desc' };
    it.each(
      (['received', 'deadline', 'score'] as const).flatMap((sort) =>
        (['asc', 'desc', undefined] as const).map((order) => ({ sort, order })),
      ),
    )('$sort $order', async ({ sort, order }) => {
      const query = `sort=${sort}${order === undefined ? '' : `&order=${order}`}`;
      const direction = order ?? usual[sort];
      const expected = await api.world.all<{ id: string }>(
        `SELECT id FROM leads WHERE source = $1 ORDER BY ${columns[sort]} ${direction} NULLS LAST, id ${direction}`,
        [source],
      );
      const seen: string[] = [];
      const cursors: (string | null)[] = [null];
      for (let cursor: string | null | undefined = ''; cursor !== null;) {
        const page: Answer = await get(
          `/api/leads?source=${source}&${query}&limit=4${cursor === '' ? '' : `&cursor=${cursor}`}`,
        ).expect(200);
        seen.push(...page.body.items.map(({ id }) => id));
        cursor = page.body.nextCursor;
        cursors.push(cursor);
      }
      expect(seen).toEqual(expected.map(({ id }) => id));
      // Each stretch again, from where it began to where it ended.
      for (const [index, until] of cursors.slice(1).entries()) {
        const after = cursors[index] ?? null;
        const stretch = [after !== null && `cursor=${after}`, until !== null && `until=${until}`]
          .filter(Boolean)
          .join('&');
        expect(await listed(`${query}&${stretch}`), stretch).toEqual(seen.slice(4 * index, 4 * index + 4));
      }
      await get(`/api/leads?sort=${sort === 'score' ? 'deadline' : 'score'}&cursor=${cursors[1]}`).expect(400);
    });
  });

  it('narrows to leads that are paused, and to others', async () => {
    expect(await listed('paused=true')).toEqual(where((index) => index % 6 === 5));
    expect(await listed('paused=false')).toEqual(where((index) => index % 6 !== 5));
  });

  it('searches text as it is, not as a pattern', async () => {
    expect(await listed(`q=${encodeURIComponent('100%_sure\\')}`)).toEqual([ids[1]]);
    expect(await listed(`q=${encodeURIComponent('100%sure')}`)).toEqual([]);
    expect(await listed('q=_')).toEqual([ids[1]]);
    expect(await listed('q=LIST-22')).toEqual([ids[22]]);
    expect(await listed('q=ana%40example')).toHaveLength(23);
  });

  it('shows a rep own leads only, whatever is asked', async () => {
    const own = where((index) => index % 3 === 0);
    expect(await listed('', rep)).toEqual(own);
    expect(await listed(`ownerId=${otherRepId}`, rep)).toEqual([]);
    expect(await listed('', foreign)).toEqual([]);
  });

  it.each([
    'cursor=nonsense',
    'limit=0',
    'limit=201',
    'status=NEW',
    'breach=x',
    'from=now',
    'ownerId=me',
    'colour=red',
    'paused=maybe',
    'sort=name',
    'sort=score&order=up',
    'sort=urgency&order=desc',
  ])('refuses %s', async (query) => {
    await get(`/api/leads?${query}`).expect(400);
  });

  it('shows an item as the contract says', async () => {
    const { body } = await get(`/api/leads?source=${source}&limit=1`).expect(200);
    expect(body.items[0]).toEqual({
      id: ids[22],
      externalId: 'list-22',
      source,
      name: 'Lead 22',
      email: 'ana@example.com',
      phone: null,
      phoneExtension: null,
      message: null,
      tags: [],
      status: 'ASSIGNED',
      outcome: null,
      receivedAt: at(5).toISOString(),
      ownerId: otherRepId,
      teamId: null,
      flow: null,
      duplicateOfId: null,
      linkedToId: null,
      score: 11,
      breach: 'breached',
      breachedOwnerIds: [],
      deadlineAt: at(202).toISOString(),
      dueClock: null,
      assignedAt: null,
      contactedAt: null,
      pausedAt: null,
      pausedUntil: null,
      closedAt: null,
      reopenedAt: null,
      revision: 1,
    });
  });
});
