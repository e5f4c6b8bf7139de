import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody, type Everybody } from '../../support/everybody.js';
import { expectProblem, pathsOf } from '../../support/problems.js';
import { flowDefinition } from '../../support/world.js';

let api: AdminApi;
let admin: Person;
let manager: Person;
let create: Everybody['create'];

beforeAll(async () => {
  ({ api, admin, manager, create } = await openWithEverybody('flows'));
});
afterAll(() => api.stop());

describe('a flow', () => {
  interface Flow {
    id: string;
    revision: number;
    active: boolean;
    publishedVersion: number | null;
    draftChanged: boolean;
  }

  it('lives from draft to versions', async () => {
    const team = await create('/api/teams', { name: 'Flow team' });
    const definition = flowDefinition(team.id);
    const made = await api
      .call('post', '/api/flows', manager.token)
      .send({ key: 'main', name: 'Main', definition })
      .expect(201);
    expect(made.headers['etag']).toBe('"1"');
    const flow = made.body as Flow;
    expect(flow).toMatchObject({
      revision: 1,
      active: false,
      publishedVersion: null,
      draftChanged: true,
      draft: definition,
    });
    const at = (path = '') => `/api/flows/${flow.id}${path}`;

    // Nobody is in the team yet: valid in structure, not in sense.
    const verdict = await api.call('post', at('/validate'), manager.token).expect(200);
    expect(verdict.body).toMatchObject({ valid: false, issues: [{ path: 'routing.rules.0.teamId' }] });
    const refused = expectProblem(await api.call('post', at('/publish'), manager.token), 400);
    expect(refused.error.code).toBe('VALIDATION_FAILED');
    expect(pathsOf(refused)).toEqual(['routing.rules.0.teamId']);
    expectProblem(await api.call('post', at('/activate'), manager.token), 409);

    await create('/api/users', { email: `${newId()}@example.com`, name: 'Rep', role: 'REP', teamIds: [team.id] });
    expect((await api.call('post', at('/validate'), manager.token).send({}).expect(200)).body).toEqual({
      valid: true,
      issues: [],
    });
    const wrong = { definition: { ...definition, clocks: [{ ...definition.clocks[0]!, atRisk: 2 }] } };
    expect((await api.call('post', at('/validate'), manager.token).send(wrong).expect(200)).body).toMatchObject({
      issues: [{ path: 'clocks.0.atRisk' }],
    });

    const published = await api.call('post', at('/publish'), manager.token).expect(200);
    expect(published.body).toMatchObject({ publishedVersion: 1, draftChanged: false });
    expectProblem(await api.call('post', at('/publish'), manager.token), 409);
    expect((await api.call('post', at('/activate'), manager.token).expect(200)).body).toMatchObject({ active: true });
    await api.call('post', at('/activate'), manager.token).expect(200);

    const change = { definition: { ...definition, priority: 20 } };
    const stale = await api.call('patch', at(), manager.token).set('If-Match', '"7"').send(change);
    expectProblem(stale, 412);
    const patched = await api.call('patch', at(), manager.token).set('If-Match', '"1"').send(change).expect(200);
    expect(patched.headers['etag']).toBe('"2"');
    expect(patched.body).toMatchObject({ revision: 2, publishedVersion: 1, draftChanged: true, active: true });
    await api.call('patch', at(), manager.token).send({ name: 'Renamed' }).expect(200);
    await api.call('post', at('/publish'), manager.token).expect(200);

    const versions = await api.call('get', at('/versions'), manager.token).expect(200);
    expect(versions.body).toMatchObject({
      items: [
        { version: 2, definition: { priority: 20 }, publishedBy: manager.id },
        { version: 1, definition: { priority: 10 } },
      ],
    });
    expect((await api.call('post', at('/deactivate'), manager.token).expect(200)).body).toMatchObject({
      active: false,
    });
    const audit = await api.call('get', `/api/audit?entityId=${flow.id}`, manager.token).expect(200);
    expect((audit.body as { items: { action: string }[] }).items.map((item) => item.action)).toEqual([
      'flow.deactivated',
      'flow.published',
      'flow.draft_changed',
      'flow.draft_changed',
      'flow.activated',
      'flow.published',
      'flow.created',
    ]);
    await expect(api.sql.query('SET ROLE pinggo_app; UPDATE flow_versions SET version = 9')).rejects.toThrow(
      /permission denied/,
    );
  });

  it('publishes once when two people press at the same time', async () => {
    const team = await create('/api/teams', { name: 'Race team' });
    await create('/api/users', { email: `${newId()}@example.com`, name: 'Rep', role: 'REP', teamIds: [team.id] });
    const flow = await create<Flow>('/api/flows', { key: 'race', name: 'Race', definition: flowDefinition(team.id) });
    const answers = await Promise.all(
      [1, 2, 3].map(() => api.call('post', `/api/flows/${flow.id}/publish`, manager.token)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it.each([
    [{ match: { some: [] } }, 'definition.match'],
    [{ surprise: 1 }, 'definition.surprise'],
    [{ routing: undefined }, 'definition.routing'],
    [{ clocks: [{ key: 'a:b' }] }, 'definition.clocks.0.key'],
  ])('is refused as a draft with %j', async (change, path) => {
    const definition = { ...flowDefinition(newId()), ...change };
    const response = await api.call('post', '/api/flows', admin.token).send({ key: 'bad', name: 'Bad', definition });
    expect(pathsOf(expectProblem(response, 400))).toContain(path);
  });

  it('is kept as a draft of any shape, told what is wrong at its place, and published once nothing is', async () => {
    const team = await create('/api/teams', { name: 'Draft team' });
    await create('/api/users', { email: `${newId()}@example.com`, name: 'Rep', role: 'REP', teamIds: [team.id] });
    const definition = flowDefinition(team.id);
    const draft = { ...definition, match: { some: [] }, clocks: [{ key: 'half' }], later: { kept: ['as', 'it', 1] } };
    const made = await api.call('post', '/api/flows', manager.token).send({ key: 'loose', name: 'Loose', draft });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ draft });
    const { id } = made.body as Flow;
    const at = (path = '') => `/api/flows/${id}${path}`;
    const verdict = await api.call('post', at('/validate'), manager.token).send({ draft }).expect(200);
    const paths = (verdict.body as { issues: { path: string }[] }).issues.map((issue) => issue.path);
    expect(paths).toEqual(expect.arrayContaining(['match.some', 'clocks.0.target', 'later']));
    expect(pathsOf(expectProblem(await api.call('post', at('/publish'), manager.token), 400)).sort()).toEqual(
      paths.sort(),
    );
    // Compared, it is what it is.
    await api.call('get', at('/difference?from=draft&to=draft'), manager.token).expect(200);

    const both = { definition, draft };
    expectProblem(await api.call('patch', at(), manager.token).send(both), 400);
    for (const given of [[], 'text', 7, null])
      expectProblem(await api.call('patch', at(), manager.token).send({ draft: given }), 400);
    const upper = { ...definition, routing: { ...definition.routing, rules: [] as unknown[] } };
    upper.routing.rules = definition.routing.rules.map((rule) => ({ ...rule, teamId: rule.teamId.toUpperCase() }));
    const saved = await api.call('patch', at(), manager.token).send({ draft: upper }).expect(200);
    expect(saved.body).toMatchObject({ revision: 2, draft: upper });
    // Saved again by itself: nothing happened.
    const again = await api.call('patch', at(), manager.token).send({ draft: upper }).expect(200);
    expect(again.body).toMatchObject({ revision: 2 });
    const published = await api.call('post', at('/publish'), manager.token).expect(200);
    // Published it is what was read, and so is the draft.
    expect(published.body).toMatchObject({ draftChanged: false, draft: definition });
    const audit = await api.call('get', `/api/audit?entityId=${id}`, manager.token).expect(200);
    expect((audit.body as { items: { action: string }[] }).items.map(({ action }) => action)).toEqual([
      'flow.published',
      'flow.draft_changed',
      'flow.created',
    ]);
  });

  it('has a key of its own', async () => {
    expectProblem(
      await api
        .call('post', '/api/flows', admin.token)
        .send({ key: 'race', name: 'R', definition: flowDefinition(newId()) }),
      409,
    );
  });
});
