import { z } from 'zod';
import { PUBLIC } from '../../http/access.js';
import { contract } from '../../http/route.js';

const part = z.enum(['up', 'down']);

export const getHealth = contract({
  operationId: 'getHealth',
  method: 'get',
  path: '/healthz',
  summary: 'Whether the process is alive',
  tags: ['operations'],
  access: PUBLIC,
  limit: 'none',
  responses: { 200: z.object({ status: z.literal('alive') }) },
});

export const getReadiness = contract({
  operationId: 'getReadiness',
  method: 'get',
  path: '/readyz',
  summary: 'Whether it can serve, with Postgres and Temporal',
  description:
    '503 when Postgres is down. Without Temporal it serves all the same: leads and proofs are taken in, and deadlines are ' +
    'kept by the workers. To those who operate this (`OPS_PORT`, and everywhere but in production) it tells what is up, in ' +
    '`checks` and `error.details.checks`, of a Temporal that is away since when, and the version of the time zones.',
  tags: ['operations'],
  access: PUBLIC,
  limit: 'none',
  responses: {
    200: z.object({
      status: z.literal('ready'),
      checks: z.object({ postgres: part, temporal: part }).optional(),
      temporal: z.string().optional().meta({
        example: 'away since 2026-11-02T08:00:00.000Z; deadlines are kept by the understudy',
        description: 'Where there is something to tell of Temporal.',
      }),
      timeZones: z
        .string()
        .optional()
        .meta({ example: '2026f', description: 'The version of the IANA data by which deadlines are computed.' }),
    }),
  },
});

export const getMetrics = contract({
  operationId: 'getMetrics',
  method: 'get',
  path: '/metrics',
  summary: 'Metrics for Prometheus; no org data',
  description:
    'docs/metrics.md has what each means. Of the whole system, whichever API is asked, but for `http_…`, `process_…` and `nodejs_…`. ' +
    'In production on the port of `OPS_PORT` only.',
  apart: true,
  tags: ['operations'],
  access: PUBLIC,
  limit: 'none',
  produces: 'text/plain; version=0.0.4; charset=utf-8',
  responses: { 200: z.string().meta({ example: 'leads_received_total 42\n' }) },
});

export const getJwks = contract({
  operationId: 'getJwks',
  method: 'get',
  path: '/.well-known/jwks.json',
  summary: 'Public keys that access tokens are signed with',
  tags: ['auth'],
  access: PUBLIC,
  responses: {
    200: z.object({
      keys: z.array(
        z.object({
          kty: z.string(),
          crv: z.string(),
          x: z.string(),
          y: z.string(),
          kid: z.string(),
          alg: z.string(),
          use: z.string(),
        }),
      ),
    }),
  },
});

export const getOpenApi = contract({
  operationId: 'getOpenApi',
  method: 'get',
  path: '/openapi.json',
  summary: 'This document',
  tags: ['operations'],
  access: PUBLIC,
  uncheckedResponse: true,
  responses: { 200: z.looseObject({ openapi: z.string() }) },
});
