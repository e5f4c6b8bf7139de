import express from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { routes } from '../routes.js';
import { PUBLIC } from './access.js';
import type { HttpDeps } from './deps.js';
import { deprecationHeaders, NOTICE_DAYS } from './deprecation.js';
import { errorHandler } from './middleware/errors.js';
import { openApiDocument } from './openapi.js';
import { pipeline } from './pipeline.js';
import { contract, routeFor } from './route.js';

const old = contract({
  method: 'get',
  path: '/api/old',
  operationId: 'listOld',
  summary: 'What there was',
  description: 'All of it.',
  tags: ['old'],
  access: PUBLIC,
  query: z.strictObject({}),
  responses: { 200: z.object({ ok: z.boolean() }) },
  deprecated: { since: '2026-12-01', sunset: '2027-06-30', replacedBy: 'listNew' },
});
const HEADERS = {
  deprecation: '@1796083200',
  sunset: 'Wed, 30 Jun 2027 00:00:00 GMT',
  link: '</docs/reference.md#listnew>; rel="successor-version"',
};

describe('an operation that is deprecated', () => {
  it('says so in each of its answers, refusals as well', async () => {
    const app = express();
    const route = routeFor<HttpDeps>()(old, () => ({ status: 200, body: { ok: true } }));
    app.get('/api/old', ...pipeline(route, {} as HttpDeps, { general: [] }));
    app.use(errorHandler(pino({ level: 'silent' })));
    expect((await request(app).get('/api/old').expect(200)).headers).toMatchObject(HEADERS);
    expect((await request(app).get('/api/old?nothing=1').expect(400)).headers).toMatchObject(HEADERS);
  });

  it('is marked in the document, with words', () => {
    const document = openApiDocument([old], { old: 'Old things.' });
    const operation = document.paths!['/api/old']!.get!;
    expect(operation.deprecated).toBe(true);
    expect(operation.description).toMatch(/^\*\*Deprecated\*\* since 2026-12-01\. From 2027-06-30 .* Use `listNew`/);
  });

  it('is the only one that says anything', () => {
    expect([...deprecationHeaders({})]).toEqual([]);
    expect([...deprecationHeaders({ deprecated: { since: '2026-12-01' } }).keys()]).toEqual(['Deprecation']);
  });

  it('is replaced by what there is, and stays for half a year', () => {
    const names = new Set(routes.map(({ contract: { operationId } }) => operationId));
    for (const { contract } of routes) {
      if (contract.deprecated === undefined) continue;
      const { since, sunset, replacedBy } = contract.deprecated;
      for (const day of [since, sunset]) if (day !== undefined) expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      if (replacedBy !== undefined) expect(names).toContain(replacedBy);
      if (sunset !== undefined)
        expect(Date.parse(sunset) - Date.parse(since)).toBeGreaterThanOrEqual(NOTICE_DAYS * 86_400_000);
    }
  });
});
