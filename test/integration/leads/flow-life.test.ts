import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { officeHours, openWithEverybody, type Everybody } from '../../support/everybody.js';
import { expectProblem, pathsOf } from '../../support/problems.js';
import { flowDefinition } from '../../support/world.js';

let api: AdminApi;
let manager: Person;
let auditor: Person;
let stranger: Person;
let create: Everybody['create'];

beforeAll(async () => {
  ({ api, manager, auditor, stranger, create } = await openWithEverybody('flow_life'));
});
afterAll(() => api.stop());

interface Flow {
  id: string;
  publishedVersion: number | null;
  draft: Record<string, unknown>;
}

let teamId: string;
let calendarId: string;
let rep: string;
beforeAll(async () => {
  calendarId = (await create('/api/calendars', officeHours)).id;
  teamId = (await create('/api/teams', { name: 'Sellers' })).id;
  const user = { email: `${newId()}@example.com`, name: 'Rep', role: 'REP', teamIds: [teamId] };
  rep = (await create('/api/users', user)).id;
});

describe('a flow from a template', () => {
  const post = (body: object, by = manager) => api.call('post', '/api/flows/from-template', by.token).send(body);
  const common = () => ({ name: 'Web leads', teamId, calendarId });

  it.each([
    ['WEB_FORM', { source: 'web' }],
    ['ON_CALL', { onCall: [] as string[] }],
    ['OFFERS_BY_SKILL', { field: 'attributes.product', skills: ['solar'] }],
    ['VIP_BROADCAST', { field: 'attributes.budget', least: 50_000 }],
    ['WEEKEND', {}],
  ])('%s is a draft that can be published at once', async (template, asked) => {
    const answers = template === 'ON_CALL' ? { onCall: [rep] } : asked;
    const made = await post({ template, key: template.toLowerCase(), language: 'ro', ...common(), ...answers }).expect(
      201,
    );
    const flow = made.body as Flow;
    expect(made.headers['location']).toBe(`/api/flows/${flow.id}`);
    expect(flow).toMatchObject({ publishedVersion: null, draft: { calendarId } });
    expect(JSON.stringify(flow.draft)).toContain('Primul contact');
    await api.call('post', `/api/flows/${flow.id}/publish`, manager.token).expect(200);
    const audit = await api.call('get', `/api/audit?entityId=${flow.id}`, manager.token).expect(200);
    expect((audit.body as { items: { action: string }[] }).items.at(-1)).toMatchObject({ action: 'flow.created' });
  });

  it('asks for what it needs, in its words', async () => {
    const bad = await post({ template: 'VIP_BROADCAST', key: 'vip', ...common(), field: 'budget', least: -1 });
    expect(pathsOf(expectProblem(bad, 400)).sort()).toEqual(['field', 'least']);
    const unknown = await post({ template: 'MAGIC', key: 'magic', ...common() });
    expect(pathsOf(expectProblem(unknown, 400))).toEqual(['template']);
    expectProblem(await post({ template: 'WEEKEND', key: 'weekend', ...common() }), 409);
  });
});

describe('how flows stand', () => {
  it('is in their list, and what hangs on one beside it', async () => {
    const flow = await create<Flow>('/api/flows', {
      key: 'standing',
      name: 'Standing',
      definition: flowDefinition(teamId),
    });
    const at = (path: string) => `/api/flows/${flow.id}${path}`;
    const row = async (by = manager) => {
      const body: unknown = (await api.call('get', '/api/flows?limit=200', by.token).expect(200)).body;
      return (body as { items: { id: string }[] }).items.find(({ id }) => id === flow.id);
    };
    expect(await row()).toMatchObject({ priority: 10, openLeads: 0, publishedAt: null, publishedBy: null });
    await api.call('post', at('/publish'), manager.token).expect(200);
    await api.call('patch', at(''), manager.token).send({ definition: { ...flowDefinition(teamId), priority: 99 } });
    await api.call('post', at('/publish'), manager.token).expect(200);
    await create('/api/endpoints', { name: 'Form', source: 'web', adapter: 'standard', flowId: flow.id });

    const lead = async (version: number, change: { status?: string; days?: number } = {}): Promise<void> => {
      const { status = 'ASSIGNED', days = 0 } = change;
      await api.sql.query(
        `INSERT INTO leads (org_id, id, source, received_at, status, closed_at, flow_id, flow_version)
         SELECT org_id, $2, 'web', now() - make_interval(days => $5), $3::text, CASE WHEN $3 = 'CLOSED' THEN now() END, $1, $4
         FROM flows WHERE id = $1`,
        [flow.id, newId(), status, version, days],
      );
    };
    for (const version of [1, 1, 2]) await lead(version);
    await lead(1, { status: 'CLOSED' });
    await lead(1, { days: 8 });

    expect(await row(auditor)).toMatchObject({ priority: 99, openLeads: 4, publishedBy: manager.id });
    const use = await api.call('get', at('/use'), auditor.token).expect(200);
    expect(use.body).toEqual({
      openLeads: 4,
      byVersion: [
        { version: 2, openLeads: 1 },
        { version: 1, openLeads: 3 },
      ],
      takenLastWeek: 4,
      endpoints: [{ id: expect.any(String) as string, name: 'Form' }],
    });
    expectProblem(await api.call('get', at('/use'), stranger.token), 404);
  });

  it('has no priority where a draft has none that can be read', async () => {
    const flow = await create<Flow>('/api/flows', { key: 'odd', name: 'Odd', draft: { priority: 'high', clocks: 3 } });
    const body: unknown = (await api.call('get', '/api/flows?limit=200', manager.token).expect(200)).body;
    expect((body as { items: { id: string }[] }).items.find(({ id }) => id === flow.id)).toMatchObject({
      priority: null,
    });
  });
});
