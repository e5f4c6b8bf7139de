import { z } from 'zod';
import { APPROVAL_LAPSES, ROUTING_MODES } from '../../../domain/engine/routing/definition.js';
import { ACTOR_TYPES } from '../../../domain/platform/audit/actor.js';
import { APPROVAL_STATUSES } from '../../../domain/leads/vocabulary/approvals.js';
import { maySee } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { id, instantOut, namesById, page, pageQuery } from '../../http/contract.js';
import { explanation, leadAskedAbout } from './explanation.js';

const common = {
  sequence: z.int().meta({ description: "1 for the lead's first." }),
  rule: z
    .object({ number: z.int(), words: z.string(), mode: z.enum(ROUTING_MODES) })
    .meta({ description: 'Which routing rule asks, and when it holds, in words.' }),
  teamId: id.meta({ description: "The rule's team." }),
  otherwise: z.enum(APPROVAL_LAPSES).meta({ description: 'What it comes to when nobody decides in time.' }),
  askedAt: instantOut,
  expiresAt: instantOut.meta({ description: 'A decision that is received later does not count.' }),
  askedUserIds: z.array(id).meta({ description: 'Whom the rule names, and who was asked.' }),
  asksManagers: z.boolean().meta({ description: 'Whether the managers were asked.' }),
};

/** An approval as a lead's detail shows it. */
export const leadApproval = z
  .object({
    ...common,
    status: z.enum(APPROVAL_STATUSES),
    endedAt: instantOut.nullable(),
    decidedBy: z.object({ type: z.enum(ACTOR_TYPES), id: z.string().nullable() }).nullable(),
    reason: z.string().nullable(),
    explanation: explanation.meta({ description: 'Who would have got the lead when it was asked.' }),
    now: z
      .object({ userId: id.nullable(), explanation })
      .nullable()
      .meta({ description: 'Who would get it now, were it approved; null: it is not open.' }),
  })
  .meta({ id: 'LeadApproval' });

const openApproval = z
  .object({
    leadId: id,
    ...common,
    ...leadAskedAbout,
    why: z.string().meta({ description: 'Who would have got it when it was asked, in words.' }),
    names: namesById.meta({ description: 'Of the team and of those who were asked, by id.' }),
  })
  .meta({ id: 'Approval' });

export const listApprovals = contract({
  operationId: 'listApprovals',
  method: 'get',
  path: '/api/approvals',
  summary: 'Approvals that are waited for, those that lapse first first',
  description:
    'A REP sees those that ask them by name; others see all, or with `asked=me` those that ask them, by name or as who manages ' +
    'the team. Approve or decline at the lead.',
  tags: ['approvals'],
  access: maySee('leads'),
  query: z.strictObject({ ...pageQuery, asked: z.literal('me').optional() }),
  responses: { 200: page(openApproval) },
});
