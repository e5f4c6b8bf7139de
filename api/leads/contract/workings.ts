import { z } from 'zod';
import { RECEIPT_FAULTS } from '../../../domain/engine/sla/receipt-check.js';
import { CLOCK_STATUSES } from '../../../domain/engine/sla/clock-status.js';
import { LEAD_STATUSES } from '../../../domain/leads/vocabulary/status.js';
import { may } from '../../http/access.js';
import { id, idParams, instantOut } from '../../http/contract.js';
import { contract } from '../../http/route.js';

const read = may('workings.read');
const repair = may('workings.repair');
const faults = z.array(z.enum(RECEIPT_FAULTS)).meta({
  description:
    '`TILES`: what its receipt counted and skipped does not fill the time from start to deadline. `TARGET`: what it counted is not the target.',
});
const cursor = z.string().min(1).max(4000).optional().meta({ description: 'The `nextCursor` of the answer before.' });
const looked = z.int().meta({ description: 'How many this request has looked at.' });
const nextCursor = z.string().nullable().meta({ description: 'Null: that was all.' });

const ofLead = { tags: ['leads'], entity: 'lead', params: idParams } as const;

export const getLeadWorkings = contract({
  operationId: 'getLeadWorkings',
  ...ofLead,
  method: 'get',
  path: '/api/leads/{id}/workings',
  summary: 'What the machine has to do for a lead, without whom it is about',
  access: read,
  responses: {
    200: z
      .object({
        id,
        workflowId: z.string(),
        status: z.enum(LEAD_STATUSES),
        isOpen: z.boolean(),
        receivedAt: instantOut,
        nextDueAt: instantOut.nullable(),
        unapplied: z.int().meta({ description: 'Proofs and commands that came in and are not applied.' }),
        isStuck: z.boolean().meta({ description: 'Something is owed to it for longer than a minute.' }),
        clocks: z.array(
          z.object({
            key: z.string(),
            cycle: z.int(),
            status: z.enum(CLOCK_STATUSES),
            deadlineAt: instantOut.nullable(),
            faults,
          }),
        ),
        messages: z
          .array(
            z.object({
              id: z.int(),
              topic: z.string(),
              attempts: z.int(),
              availableAt: instantOut,
              deadAt: instantOut.nullable(),
              error: z.string().nullable(),
            }),
          )
          .meta({ description: 'Messages about it that are not delivered.' }),
        workItems: z.array(z.object({ kind: z.string(), createdAt: instantOut })),
      })
      .meta({ id: 'LeadWorkings' }),
  },
});

export const unstickLead = contract({
  operationId: 'unstickLead',
  ...ofLead,
  method: 'post',
  path: '/api/leads/{id}/unstick',
  summary: 'Have the machine look at a lead now',
  description:
    'Its start is asked for, which a workflow that runs does not notice and one that is lost does; dead messages about it are sent again, ' +
    'and those that were put off are tried now. A second time it does no harm.',
  access: repair,
  responses: {
    202: {
      schema: z
        .object({ startAsked: z.boolean(), broughtForward: z.int(), requeued: z.int() })
        .meta({ id: 'LeadUnstuck' }),
      description: 'It is looked at right after.',
    },
  },
});

const common = { tags: ['verification'] } as const;

export const verifyCounts = contract({
  operationId: 'verifyCounts',
  withoutKey: 'CHANGES_NOTHING',
  ...common,
  method: 'post',
  path: '/api/verification/counts',
  summary: 'Compare the Control Tower’s counts with the rows, and repair what is wrong',
  description:
    'A slice for a request: ask again until it is done. The sweep does the same all the time, a little at a time.',
  access: repair,
  body: z
    .strictObject({
      restart: z.boolean().default(false).meta({ description: 'Begins with the oldest day again.' }),
    })
    .prefault({}),
  responses: {
    200: z
      .object({
        drifted: z.int().meta({ description: 'Counts of this slice that were wrong, and are right now.' }),
        done: z.boolean(),
      })
      .meta({ id: 'CountsVerified' }),
  },
});

export const verifyClocks = contract({
  operationId: 'verifyClocks',
  ...common,
  method: 'get',
  path: '/api/verification/clocks',
  summary: 'Clocks that are not what their receipts say',
  access: read,
  query: z.strictObject({ cursor }),
  responses: {
    200: z
      .object({
        looked,
        findings: z.array(z.object({ leadId: id, clockKey: z.string(), cycle: z.int(), faults })),
        nextCursor,
      })
      .meta({ id: 'ClocksVerified' }),
  },
});

export const verifyLeads = contract({
  operationId: 'verifyLeads',
  ...common,
  method: 'get',
  path: '/api/verification/leads',
  summary: 'Open leads that nobody looks after, or to which something is owed for longer than a minute',
  description: '503: Temporal does not answer.',
  access: read,
  query: z.strictObject({ cursor }),
  responses: {
    200: z
      .object({
        looked,
        findings: z.array(
          z.object({
            leadId: id,
            what: z.array(z.enum(['NO_WORKFLOW', 'NEVER_BEGAN', 'OVERDUE', 'UNAPPLIED'])),
          }),
        ),
        nextCursor,
      })
      .meta({ id: 'LeadsVerified' }),
  },
});

export const verifyWorkflows = contract({
  operationId: 'verifyWorkflows',
  ...common,
  method: 'get',
  path: '/api/verification/workflows',
  summary: 'Workflows that run for a lead that is over or gone',
  description: '503: Temporal does not answer.',
  access: read,
  query: z.strictObject({ cursor }),
  responses: {
    200: z
      .object({ looked, findings: z.array(z.object({ leadId: id, workflowId: z.string() })), nextCursor })
      .meta({ id: 'WorkflowsVerified' }),
  },
});
