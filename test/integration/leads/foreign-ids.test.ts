// Every route that names a thing, asked by everybody of another organisation with the thing's id, an id of nothing, and no id at all.
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../../api/routes.js';
import { rolesWith, SCOPES, scopesWith } from '../../../domain/platform/access/grants.js';
import { ROLES } from '../../../domain/platform/access/roles.js';
import { openWithOneOfEach, type OneOfEach } from '../../support/one-of-each.js';

/** What names nothing of an organisation's: an operator's, and one's own. */
const OF_NOBODY = /^\/api\/(tenants|support-access|me|single-sign-on|diagnostics)(\/|$)/;
const named = routes
  .map(({ contract }) => contract)
  .filter(({ access, path }) => access.kind === 'permission' && path.includes('{') && !OF_NOBODY.test(path));

/** What a route insists on before it looks who is named; what is not here is asked without. */
const BODIES: Readonly<Record<string, object>> = {
  'patch /api/leads/{id}': { name: 'Mine' },
  'post /api/leads/{id}/proofs': { kind: 'EMAIL_SENT' },
  'post /api/leads/{id}/assign': { ownerId: newId() },
  'post /api/leads/{id}/close': { outcome: 'LOST' },
  'post /api/leads/{id}/reopen': { reason: 'Mine' },
  'post /api/leads/{id}/decline': { reason: 'Mine' },
  'post /api/leads/{id}/decline-approval': { reason: 'Mine' },
  'post /api/leads/{id}/notes': { text: 'Mine' },
  'patch /api/leads/{id}/notes/{noteId}': { text: 'Mine' },
  'post /api/leads/{id}/merge': { mergedId: newId() },
  'patch /api/lead-views/{id}': { name: 'Mine' },
  'patch /api/flows/{id}': { name: 'Mine' },
  'post /api/flows/{id}/rollback': { version: 1 },
  'post /api/flows/{id}/try': { lead: { email: 'try@example.com' } },
  'patch /api/calendars/{id}': { name: 'Mine' },
  'patch /api/teams/{id}': { name: 'Mine' },
  'patch /api/users/{id}': { name: 'Mine' },
  'post /api/users/{id}/time-off': { from: '2026-01-01T00:00:00Z', to: '2999-01-01T00:00:00Z' },
  'patch /api/endpoints/{id}': { name: 'Mine' },
  'patch /api/webhooks/{id}': { name: 'Mine' },
  'post /api/webhooks/{id}/replay': { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
  'post /api/dead-letters/{id}/replay': { email: 'mine@example.com' },
  'post /api/dlq/{kind}/{id}/discard': { reason: 'Mine' },
};
/** What a route insists on in its query. */
const QUERIES: Readonly<Record<string, string>> = {
  '/api/flows/{id}/difference': '?from=1&to=2',
  '/api/leads/{id}/merge': `?mergedId=${newId()}`,
};

let { api, ids, pathTo } = {} as OneOfEach;
/** By role or scope. */
let strangers: { name: string; token: string }[];

beforeAll(async () => {
  ({ api, ids, pathTo } = await openWithOneOfEach('foreign_ids'));
  const there = newId();
  const people = ROLES.filter((role) => role !== 'OPERATOR');
  strangers = [];
  for (const role of people) strangers.push({ name: role, token: await api.tokenOf(newId(), role, there) });
  const admin = strangers.find(({ name }) => name === 'ADMIN')!.token;
  for (const scope of SCOPES) {
    const { body } = await api
      .call('post', '/api/api-keys')
      .set('authorization', admin)
      .send({ name: scope, scopes: [scope] })
      .expect(201);
    strangers.push({ name: scope, token: `Bearer ${body['key'] as string}` });
  }
});
afterAll(() => api.close());

/** Every row of the organisation's, table by table. */
async function everyRow(): Promise<Record<string, string>> {
  const tables = await api.world.all<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'org_id' ORDER BY table_name`,
  );
  const all: Record<string, string> = {};
  for (const { name } of tables) {
    const { digest } = await api.world.one<{ digest: string }>(
      `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS digest FROM ${name} t WHERE org_id = $1`,
      [api.world.orgId],
    );
    all[name] = digest;
  }
  return all;
}

describe('an id of another organisation', () => {
  it('is there for every route that names something', () => {
    const unnamed = named.filter(({ path }) => pathTo(path) !== pathTo(path));
    // Those whose names nothing has.
    expect(unnamed.map(({ path }) => path)).toEqual([]);
  });

  it('is answered as one of nothing, on every route, to every role and key, and nothing comes of it', async () => {
    const before = await everyRow();
    const counts = {
      routes: named.length,
      strangers: strangers.length,
      requests: 0,
      missing: 0,
      forbidden: 0,
      leaks: 0,
    };
    const unlike: string[] = [];
    for (const { method, path, access } of named) {
      const key = `${method} ${path}`;
      const places = {
        theirs: pathTo(path),
        nothing: path.replaceAll(/\{(\w+)\}/g, (_, one: string) =>
          one === 'kind' || one === 'year' ? ids[one]! : newId(),
        ),
        none: path.replaceAll(/\{(\w+)\}/g, (_, one: string) =>
          one === 'kind' || one === 'year' ? ids[one]! : 'not-an-id',
        ),
      };
      const allowed: readonly string[] =
        access.kind === 'permission' ? [...rolesWith(access.anyOf), ...scopesWith(access.anyOf)] : [];
      for (const { name, token } of strangers) {
        const isAllowed = allowed.includes(name);
        const answers = new Map<string, string>();
        for (const [which, place] of Object.entries(places)) {
          const asked = api
            .call(method, place + (method === 'get' ? (QUERIES[path] ?? '') : ''))
            .set({ authorization: token, 'if-match': '"1"' });
          const { status, body } = await (method === 'get' ? asked : asked.send(BODIES[key] ?? {}));
          counts.requests++;
          if (status === 404) counts.missing++;
          if (status === 403) counts.forbidden++;
          const { human_title, human_how_to_fix, code } = body.error as unknown as Record<string, unknown>;
          answers.set(which, JSON.stringify([status, code, human_title, human_how_to_fix, body.error.details.issues]));
          if (status !== (isAllowed ? 404 : 403)) unlike.push(`${key} by ${name}, ${which}: ${answers.get(which)}`);
        }
        if (new Set(answers.values()).size > 1) counts.leaks++;
      }
    }
    console.log(`Foreign ids: ${JSON.stringify(counts)}`);
    expect(unlike).toEqual([]);
    expect(counts.leaks).toBe(0);
    expect(await everyRow()).toEqual(before);
  });
});
