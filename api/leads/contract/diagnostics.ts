import { z } from 'zod';
import {
  DIAGNOSTIC_CHECKS,
  DIAGNOSTIC_FAULTS,
  DIAGNOSTIC_REMEDIES,
  DIAGNOSTIC_STATUSES,
  REMEDY_PAGES,
} from '../../../domain/leads/vocabulary/diagnostics.js';
import { may } from '../../http/access.js';
import { givenId, id, idParams, instantOut } from '../../http/contract.js';
import { contract } from '../../http/route.js';

const check = z.enum(DIAGNOSTIC_CHECKS);

const finding = z
  .object({
    check,
    status: z.enum(DIAGNOSTIC_STATUSES).meta({
      description: '`NOT_RUN`: it could not be asked, or not in its time; nobody knows, and the other checks stand.',
    }),
    what: z.enum(DIAGNOSTIC_FAULTS).nullable().meta({
      description: 'What is wrong; of several things the worst. Null: nothing is.',
    }),
    text: z.string().meta({ example: 'Deliveries are refused for their signature: 3 (Website form)' }),
    since: instantOut.nullable().meta({ description: 'Since when; null: nothing is wrong, or nobody can know.' }),
    count: z.int().min(0),
    subjects: z
      .array(z.object({ id, name: z.string() }))
      .meta({ description: 'The flows, teams, sources or webhooks that it is about; operators are told of none.' }),
    remedy: z
      .object({
        kind: z.enum(['ACTION', 'PAGE']),
        action: z.enum(DIAGNOSTIC_REMEDIES).nullable().meta({ description: 'What one request does about it.' }),
        page: z.enum(REMEDY_PAGES).nullable().meta({ description: 'The page on which it is mended.' }),
        path: z.string().nullable().meta({ description: 'Its path; for operators null: it is for the organisation.' }),
      })
      .nullable(),
    isPartial: z.boolean().meta({ description: 'There was no time to look at everything.' }),
  })
  .meta({ id: 'DiagnosticFinding' });

const diagnosis = z
  .object({
    organisation: z.object({ id, name: z.string() }),
    at: instantOut,
    isSound: z.boolean().meta({ description: 'No check fails, and each was asked. Warnings are sound.' }),
    checks: z.array(finding),
  })
  .meta({ id: 'Diagnosis' });

const remedied = z
  .object({
    check,
    remedy: z.enum(DIAGNOSTIC_REMEDIES),
    done: z.int().min(0).meta({ description: 'Of how many things; 0: nothing was wrong (any more).' }),
    refused: z.int().min(0).meta({ description: 'What cannot be done as things are.' }),
    isPartial: z.boolean().meta({ description: 'There is more of it: ask again.' }),
  })
  .meta({ id: 'Remedied' });

const common = { tags: ['diagnostics'], entity: 'check' } as const;
const how =
  'Each check has its own time, and what becomes of one is nothing to the others. Nothing of a lead is in the answer, and nobody’s name.';
const remedies =
  'What the check found is mended as far as one request can; asked again it finds nothing to do. The audit log tells it. ' +
  '409: what this check finds is mended on a page, or cannot be as things are.';

export const getDiagnostics = contract({
  operationId: 'getDiagnostics',
  ...common,
  method: 'get',
  path: '/api/diagnostics',
  summary: 'Whether all is well with the organisation: what is wrong, since when, and what to do about it',
  description: how,
  access: may('workings.read'),
  responses: { 200: diagnosis },
});

export const remedyDiagnostic = contract({
  operationId: 'remedyDiagnostic',
  ...common,
  method: 'post',
  path: '/api/diagnostics/{check}/remedy',
  summary: 'Do what one click does about what a check found',
  description: remedies,
  access: may('workings.repair'),
  params: z.object({ check }),
  responses: { 200: remedied },
  errors: [409],
});

const ofTenant = { tags: ['tenants'] } as const;

export const getTenantDiagnostics = contract({
  operationId: 'getTenantDiagnostics',
  ...ofTenant,
  entity: 'organisation',
  method: 'get',
  path: '/api/tenants/{id}/diagnostics',
  summary: 'Whether all is well with an organisation',
  description: `${how} Operators are told how many and since when: no flow, team, source or webhook by its name.`,
  access: may('tenants.read'),
  params: idParams,
  responses: { 200: diagnosis },
});

export const remedyTenantDiagnostic = contract({
  operationId: 'remedyTenantDiagnostic',
  ...ofTenant,
  entity: 'organisation or check',
  method: 'post',
  path: '/api/tenants/{id}/diagnostics/{check}/remedy',
  summary: 'Do what one click does about what a check of an organisation found',
  description: `${remedies} Both logs tell it. 409 as well: the organisation is suspended or deleted, so that nothing of it goes on.`,
  access: may('tenants.administer'),
  params: z.object({ id: givenId, check }),
  responses: { 200: remedied },
  errors: [409],
});
