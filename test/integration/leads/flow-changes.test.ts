import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowDefinition } from '../../../domain/leads/flow/definition.js';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { docExample } from '../../support/doc-example.js';
import { flowDefinition } from '../../support/world.js';

const DOC = 'docs/engine/flows.md';
interface Problem {
  error: { code: string; details: { issues: { path: string; message: string }[] } };
}
interface Preview {
  flow: { id: string; key: string; version: number } | null;
  candidates: { flowId: string; key: string; matches: boolean; text: string }[];
  score: { value: number } | null;
}

let api: AdminApi;
let manager: Person;
let rep: Person;
let stranger: Person;
let teamId: string;
let calendarId: string;

beforeAll(async () => {
  api = await AdminApi.start('flow_changes');
  const orgId = await api.addOrg('Here');
  manager = await api.addPerson(orgId, 'MANAGER');
  rep = await api.addPerson(orgId, 'REP');
  stranger = await api.addPerson(await api.addOrg('There'), 'MANAGER');
  [teamId, calendarId] = [newId(), newId()];
  await api.sql.query("INSERT INTO teams (org_id, id, name) VALUES ($1, $2, 'North')", [orgId, teamId]);
  await api.sql.query('INSERT INTO memberships (org_id, team_id, user_id) VALUES ($1, $2, $3)', [
    orgId,
    teamId,
    rep.id,
  ]);
  const hours = {
    timeZone: 'UTC',
    weekly: [{ day: 'FRI', from: '09:00', to: '18:00' }],
    holidays: [],
    specialDates: [],
  };
  await api.sql.query("INSERT INTO calendars (org_id, id, name, definition) VALUES ($1, $2, 'Fridays', $3)", [
    orgId,
    calendarId,
    hours,
  ]);
});
afterAll(() => api.stop());

const call = async <T>(method: 'get' | 'post' | 'patch', path: string, status: number, body?: object, by = manager) => {
  const response = await api.call(method, path, by.token).send(body);
  expect(response.status, JSON.stringify(response.body)).toBe(status);
  return response.body as T;
};
const issuesOf = (problem: Problem) => problem.error.details.issues;

/** A flow with its versions, each published. */
async function published(key: string, ...versions: Partial<FlowDefinition>[]): Promise<string> {
  let id: string | null = null;
  for (const change of versions) {
    const definition = flowDefinition(teamId, change);
    if (id === null) ({ id } = await call<{ id: string }>('post', '/api/flows', 201, { key, name: key, definition }));
    else await call('patch', `/api/flows/${id}`, 200, { definition });
    await call('post', `/api/flows/${id}/publish`, 200);
  }
  return id!;
}
const withTarget = (duration: string): Partial<FlowDefinition> => ({
  clocks: flowDefinition(teamId).clocks.map((clock) => ({ ...clock, target: { ...clock.target, duration } })),
});

describe('versions of a flow', () => {
  it('tells the difference of two versions, and of the draft, as the docs show it', async () => {
    const id = await published('difference', withTarget('PT15M'), withTarget('PT10M'));
    const at = (query: string) => `/api/flows/${id}/difference${query}`;
    expect(await call('get', at('?from=1&to=2'), 200)).toEqual(docExample(DOC, 'difference'));
    expect(await call('get', at(''), 200)).toEqual({ from: 'published', to: 'draft', changes: [] });
    await call('patch', `/api/flows/${id}`, 200, { definition: flowDefinition(teamId, { priority: 11, clocks: [] }) });
    expect(await call('get', at(''), 200)).toMatchObject({
      changes: [
        { path: 'priority', kind: 'CHANGED', before: 10, after: 11, text: 'Priority 10 → 11' },
        { path: 'clocks.first_contact', kind: 'REMOVED', after: null, text: 'Clock “First contact” is gone' },
      ],
    });
    expect(issuesOf(await call('get', at('?from=1&to=3'), 400))).toEqual([
      { path: 'to', message: 'This flow has no version 3.' },
    ]);
    for (const query of ['?from=0', '?from=x', '?from=1.5', '?from=99999999999', '?since=1'])
      await call('get', at(query), 400);
    await call('get', at(''), 404, undefined, stranger);
    await call('get', at(''), 403, undefined, rep);
    await call('get', `/api/flows/${newId()}/difference`, 404);
  });

  it('has no published state to compare before the first publication', async () => {
    const definition = flowDefinition(teamId);
    const { id } = await call<{ id: string }>('post', '/api/flows', 201, { key: 'new', name: 'New', definition });
    expect(issuesOf(await call('get', `/api/flows/${id}/difference`, 400))).toMatchObject([{ path: 'from' }]);
    expect(issuesOf(await call('post', `/api/flows/${id}/rollback`, 400, { version: 1 }))).toMatchObject([
      { path: 'version' },
    ]);
  });

  it('names teams where the definition has their ids', async () => {
    const other = newId();
    await api.sql.query("INSERT INTO teams (org_id, id, name) VALUES ($1, $2, 'South')", [manager.orgId, other]);
    const id = await published('names', {});
    const { routing } = flowDefinition(other);
    await call('patch', `/api/flows/${id}`, 200, { definition: flowDefinition(teamId, { routing }) });
    expect(await call('get', `/api/flows/${id}/difference`, 200)).toMatchObject({
      changes: [
        { path: 'routing.rules.0.teamId', before: teamId, after: other, text: 'Routing rule 1: team North → South' },
      ],
    });
  });

  it('goes back to an old version by publishing it anew, audited; draft and versions stay', async () => {
    const id = await published('back', { priority: 1 }, { priority: 2 });
    const rollback = `/api/flows/${id}/rollback`;
    expect(await call('post', rollback, 200, docExample(DOC, 'rollback') as object)).toMatchObject({
      publishedVersion: 3,
      draftChanged: true,
      draft: { priority: 2 },
    });
    const { items } = await call<{ items: unknown[] }>('get', `/api/flows/${id}/versions`, 200);
    expect(items).toMatchObject([
      { version: 3, definition: { priority: 1 }, publishedBy: manager.id },
      { version: 2, definition: { priority: 2 } },
      { version: 1, definition: { priority: 1 } },
    ]);
    expect(await call('get', `/api/audit?entityId=${id}&action=flow.rolled_back`, 200)).toMatchObject({
      items: [{ before: { version: 2 }, after: { version: 3, of: 1 }, actor: { id: manager.id } }],
    });
    await call('post', rollback, 409, { version: 3 });
    await call('post', rollback, 400, { version: 9 });
    for (const version of [0, 1.5, '1', null]) await call('post', rollback, 400, { version });
    await call('post', rollback, 404, { version: 1 }, stranger);
    await call('post', rollback, 403, { version: 1 }, rep);
    const stale = await api.call('post', rollback, manager.token).set('If-Match', '"9"').send({ version: 1 });
    expect(stale.status).toBe(412);
  });

  it('does not go back to what cannot work any more', async () => {
    const archived = newId();
    await api.sql.query("INSERT INTO teams (org_id, id, name) VALUES ($1, $2, 'Old')", [manager.orgId, archived]);
    await api.sql.query('INSERT INTO memberships (org_id, team_id, user_id) VALUES ($1, $2, $3)', [
      manager.orgId,
      archived,
      rep.id,
    ]);
    const id = await published('archived', { routing: flowDefinition(archived).routing }, {});
    await api.sql.query('UPDATE teams SET archived_at = now() WHERE id = $1', [archived]);
    const problem = await call<Problem>('post', `/api/flows/${id}/rollback`, 400, { version: 1 });
    expect(issuesOf(problem)).toEqual([{ path: 'routing.rules.0.teamId', message: 'This team is archived.' }]);
    expect(await call('get', `/api/flows/${id}`, 200)).toMatchObject({ publishedVersion: 2 });
  });

  it('is checked whole, with the paths of all that is wrong', async () => {
    const definition = flowDefinition(teamId, {
      match: {
        all: [
          { field: 'source', op: 'matches', value: '(' },
          { field: 'status', op: 'eq', value: 'CLOSED' },
        ],
      },
      calendarId: newId(),
      duplicates: { window: 'P400D', action: 'LINK' },
    });
    const { id } = await call<{ id: string }>('post', '/api/flows', 201, { key: 'wrong', name: 'Wrong', definition });
    const verdict = await call<{ valid: boolean; issues: { path: string; message: string }[] }>(
      'post',
      `/api/flows/${id}/validate`,
      200,
    );
    expect(verdict.valid).toBe(false);
    expect(verdict.issues.map(({ path }) => path)).toEqual([
      'match.all.0.value',
      'match.all.1.field',
      'calendarId',
      'duplicates.window',
    ]);
    expect(verdict.issues[0]!.message).toContain('missing closing )');
    expect(issuesOf(await call('post', `/api/flows/${id}/publish`, 400))).toEqual(verdict.issues);
  });
});

describe('a preview', () => {
  it('says which flow a lead would take and why, as the docs show it, and stores nothing', async () => {
    const match = docExample(DOC, 'match') as FlowDefinition['match'];
    const onFridays: FlowDefinition['match'] = { field: 'receivedAt', op: 'inBusinessTime', value: calendarId };
    const ads = await published('ads', { priority: 20, match });
    const fridays = await published('fridays', { priority: 5, match: onFridays });
    for (const id of [ads, fridays]) await call('post', `/api/flows/${id}/activate`, 200);
    const body = docExample(DOC, 'preview') as { lead: object; receivedAt: string };
    const ask = (change: object) => call<Preview>('post', '/api/flows/preview', 200, { ...body, ...change });

    const preview = await ask({});
    expect(preview).toMatchObject({ flow: { id: fridays, key: 'fridays', version: 1 }, score: { value: 10 } });
    expect(preview.candidates[0]).toEqual({ flowId: ads, ...(docExample(DOC, 'candidate') as object) });
    expect(preview.candidates[1]!.text).toBe('Takes the lead: receivedAt is working time of calendar “Fridays”.');

    expect((await ask({ lead: { ...body.lead, source: 'web' } })).flow).toMatchObject({ key: 'ads' });
    const saturday = await ask({ receivedAt: '2026-11-21T10:00:00Z' });
    expect(saturday).toMatchObject({ flow: null, score: null });
    expect(saturday.candidates[1]!.text).toBe(
      'Does not match: receivedAt is working time of calendar “Fridays” fails: it is 2026-11-21T10:00:00.000Z.',
    );

    const endpointId = newId();
    await api.sql.query(
      "INSERT INTO endpoints (org_id, id, name, source, adapter, flow_id) VALUES ($1, $2, 'e', 'web', 'standard', $3)",
      [manager.orgId, endpointId, ads],
    );
    expect((await ask({ endpointId, receivedAt: '2026-11-21T10:00:00Z' })).flow).toMatchObject({ key: 'ads' });
    expect((await api.sql.query('SELECT 1 FROM leads')).rows).toEqual([]);

    // Typed numbers: by the endpoint's locale, else by the org's.
    const typed = (budget: string) => ({ ...body.lead, source: 'web', attributes: { budget, wish: 'a pool' } });
    await api.sql.query("UPDATE orgs SET locale = 'en-US' WHERE id = $1", [manager.orgId]);
    expect((await ask({ lead: typed('€12.000') })).flow).toMatchObject({ key: 'ads' });
    expect((await ask({ lead: typed('12,500 lei') })).flow).toMatchObject({ key: 'ads' });
    expect((await ask({ lead: typed('12.500') })).candidates[0]!.text).toBe(
      'Does not match: attributes.budget is between 5000 and 20000 fails: it is “12.500”, which can be read in two ways ' +
        '(12.5 or 12500): not counted.',
    );
    await api.sql.query('UPDATE endpoints SET flow_id = NULL, locale = $2 WHERE id = $1', [endpointId, 'ro']);
    expect((await ask({ lead: typed('12.500'), endpointId })).flow).toMatchObject({ key: 'ads' });
  });

  it.each<[object, string]>([
    [{ lead: { name: 'Ana' } }, 'lead.email'],
    [{ lead: { phone: 'call me' } }, 'lead.phone'],
    [{ lead: { email: 'a@example.com', budget: 1 } }, 'lead.budget'],
    [{ lead: { email: 'a@example.com' }, receivedAt: 'now' }, 'receivedAt'],
    [{ lead: { email: 'a@example.com' }, endpointId: newId() }, 'endpointId'],
    [{}, 'lead'],
  ])('is refused with %j at %s', async (body, path) => {
    const problem = await call<Problem>('post', '/api/flows/preview', 400, body);
    expect(issuesOf(problem).map((issue) => issue.path)).toEqual([path]);
  });

  it('is for managers, and knows only their own org', async () => {
    const body = docExample(DOC, 'preview') as object;
    await call('post', '/api/flows/preview', 403, body, rep);
    expect(await call('post', '/api/flows/preview', 200, body, stranger)).toEqual({
      flow: null,
      candidates: [],
      score: null,
    });
  });
});
