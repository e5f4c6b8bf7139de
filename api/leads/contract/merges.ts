import { z } from 'zod';
import { SIDES } from '../../../domain/leads/merging/values.js';
import { LEAD_STATUSES } from '../../../domain/leads/vocabulary/status.js';
import { CLOCK_STATUSES } from '../../../domain/engine/sla/clock-status.js';
import { PROOF_KINDS } from '../../../domain/leads/vocabulary/proofs.js';
import { may } from '../../http/access.js';
import { givenId, id, idParams, ifMatch, instantOut, namesById } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { mergeBody } from './bodies/leads.js';

const clockOf = z.object({
  key: z.string(),
  name: z.string(),
  status: z.enum(CLOCK_STATUSES),
  deadlineAt: instantOut.nullable(),
});

const side = z.object({
  leadId: id,
  name: z.string().nullable(),
  status: z.enum(LEAD_STATUSES),
  ownerId: id.nullable(),
  receivedAt: instantOut,
  revision: z.int(),
  openClocks: z.array(clockOf),
  notes: z.int(),
  openOffers: z.int(),
  openWorkItems: z.int(),
});

export const previewMerge = contract({
  operationId: 'previewMerge',
  method: 'get',
  path: '/api/leads/{id}/merge',
  summary: 'What would become of two leads that are merged',
  description: 'Of the lead in the path, which stays, and `mergedId`, which is closed.',
  tags: ['leads'],
  access: may('leads.merge'),
  entity: 'lead',
  params: idParams,
  query: z.strictObject({ mergedId: givenId }),
  responses: {
    200: z
      .object({
        refusal: z.string().nullable().meta({ description: 'Why they cannot be merged, in words; null: they can.' }),
        kept: side,
        merged: side,
        fields: z
          .array(
            z.object({
              field: z.string(),
              kept: z.unknown(),
              merged: z.unknown(),
              byDefault: z.enum(SIDES),
            }),
          )
          .meta({ description: 'Where there is something to choose.' }),
        tags: z.array(z.string()).meta({ description: 'Those of both.' }),
        proofs: z
          .array(
            z.object({
              kind: z.enum(PROOF_KINDS),
              occurredAt: instantOut,
              counts: z.boolean().meta({ description: 'False: it is from before the person asked here.' }),
              stops: z
                .array(z.string())
                .meta({ description: 'The open clocks of the kept lead that it stops, by name.' }),
            }),
          )
          .meta({ description: 'The contacts of the merged lead.' }),
        names: namesById,
      })
      .meta({ id: 'MergePreview' }),
  },
});

export const mergeLead = contract({
  operationId: 'mergeLead',
  method: 'post',
  path: '/api/leads/{id}/merge',
  summary: 'Merge another lead of the same person into this one',
  description:
    'The other one is closed as its duplicate and its clocks end; what came with it counts here. Later proofs and deliveries of it go to ' +
    'this lead. It can be undone: `POST /api/leads/{id}/unmerge` of the other one.',
  tags: ['leads'],
  access: may('leads.merge'),
  entity: 'lead',
  params: idParams,
  headers: ifMatch,
  body: mergeBody,
  responses: {
    202: {
      schema: z.object({ mergeId: id, leadId: id, mergedId: id }).meta({ id: 'MergedLead' }),
      description: 'Done; the other lead is closed right after.',
    },
  },
  errors: [409, 412, 428],
});

export const previewUnmerge = contract({
  operationId: 'previewUnmerge',
  method: 'get',
  path: '/api/leads/{id}/unmerge',
  summary: 'What undoing the merge of this lead would do, and what it cannot',
  tags: ['leads'],
  access: may('leads.merge'),
  entity: 'lead',
  params: idParams,
  responses: {
    200: z
      .object({
        keptId: id,
        keptName: z.string().nullable(),
        givenBack: z.array(z.string()).meta({ description: 'Fields of the kept lead that become what they were.' }),
        changedSince: z.array(z.string()).meta({ description: 'Fields that stay: somebody changed them since.' }),
        stoppedClocks: z
          .array(z.string())
          .meta({ description: 'Clocks of the kept lead that contacts of this one stopped, by name. They stay so.' }),
      })
      .meta({ id: 'UnmergePreview' }),
  },
  errors: [409],
});

export const unmergeLead = contract({
  operationId: 'unmergeLead',
  method: 'post',
  path: '/api/leads/{id}/unmerge',
  summary: 'Undo the merge of this lead into another',
  description:
    'It is opened again, and the kept lead gets back what it had, where nobody changed it since. Clocks that its contacts stopped ' +
    'there stay stopped, and what came since the merge stays there.',
  tags: ['leads'],
  access: may('leads.merge'),
  entity: 'lead',
  params: idParams,
  body: z.strictObject({ reason: z.string().trim().min(1).max(1000).optional() }).optional(),
  responses: {
    202: {
      schema: z
        .object({
          commandId: id,
          leadId: id,
          keptId: id,
          givenBack: z.array(z.string()),
          changedSince: z.array(z.string()),
        })
        .meta({ id: 'UnmergedLead' }),
      description: 'Written down; the lead is opened right after.',
    },
  },
  errors: [409],
});
