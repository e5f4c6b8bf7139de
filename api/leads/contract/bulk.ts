import { z } from 'zod';
import { OUTCOMES } from '../../../domain/leads/vocabulary/outcomes.js';
import { LEAD_STATUSES } from '../../../domain/leads/vocabulary/status.js';
import { may } from '../../http/access.js';
import { givenId, id, idempotencyKey, instantOut } from '../../http/contract.js';
import { instant } from '../../http/instants.js';
import { contract } from '../../http/route.js';
import { LIMITS } from '../../../domain/leads/vocabulary/lead-limits.js';
import { isPossibleOrder, leadFilters, listOrder, reason } from './leads.js';

/** Most leads at a time. */
export const MOST_ACTS = 1000;

/** Leads that are named, each once. */
export const leadIdsUpTo = (most: number) =>
  z
    .array(givenId)
    .min(1, 'Name at least one lead.')
    .max(most, `Name at most ${most} leads.`)
    .superRefine((ids, ctx) => {
      const seen = new Set<string>();
      ids.forEach((one, index) => {
        if (seen.has(one))
          ctx.addIssue({ code: 'custom', path: [index], message: 'This lead is named already: name each once.' });
        seen.add(one);
      });
    });

/** `expected` of a change of several leads: spread it, and check it by `areAmongLeads`. */
export const expected = z.record(givenId, z.int().min(1)).optional().meta({
  description: 'Revisions by lead, as they were seen: one that has changed since is left alone (`CHANGED`).',
});

export function areAmongLeads(
  { leadIds, expected: revisions }: { leadIds: string[]; expected?: Record<string, number> | undefined },
  ctx: z.RefinementCtx,
): void {
  const named = new Set(leadIds);
  for (const one of Object.keys(revisions ?? {}))
    if (!named.has(one))
      ctx.addIssue({ code: 'custom', path: ['expected', one], message: 'This lead is not among leadIds.' });
}

export const count = z.int().min(0);

const tag = z.string().trim().min(1, 'Give a word.').max(LIMITS.tag, `Use at most ${LIMITS.tag} characters.`);
const tags = z.array(tag).max(LIMITS.tags);

const tagging = z
  .strictObject({ kind: z.literal('TAG'), add: tags.default([]), remove: tags.default([]) })
  .superRefine(({ add, remove }, ctx) => {
    if (add.length + remove.length === 0)
      ctx.addIssue({ code: 'custom', path: ['add'], message: 'Name at least one tag.' });
    remove.forEach((one, index) => {
      if (add.includes(one))
        ctx.addIssue({ code: 'custom', path: ['remove', index], message: 'This tag is to be added as well.' });
    });
  });

const act = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('PAUSE'), until: instant.optional(), reason: reason.optional() }),
    z.strictObject({ kind: z.literal('RESUME'), reason: reason.optional() }),
    z.strictObject({ kind: z.literal('CLOSE'), outcome: z.enum(OUTCOMES), reason: reason.optional() }),
    z.strictObject({ kind: z.literal('REOPEN'), reason }),
    tagging,
  ])
  .meta({
    id: 'LeadAct',
    description:
      'What is done to each lead, as its own route does it; `TAG` adds and removes tags and leaves the others.',
  });
export type Act = z.output<typeof act>;

const common = { method: 'post', tags: ['leads'], access: may('leads.write') } as const;

export const previewActs = contract({
  operationId: 'previewLeadActs',
  withoutKey: 'CHANGES_NOTHING',
  ...common,
  path: '/api/leads/bulk/preview',
  summary: 'What would become of several leads',
  description:
    `Nothing is changed. Name the leads, or a filter with its order: of the leads that it lets through, the first ${MOST_ACTS} ` +
    'of the list `GET /api/leads`. A REP has own leads only.',
  body: z
    .strictObject({
      leadIds: leadIdsUpTo(MOST_ACTS).optional(),
      filter: z
        .strictObject({ ...leadFilters, ...listOrder })
        .superRefine(isPossibleOrder)
        .optional()
        .meta({ description: 'As the query of `GET /api/leads`.' }),
      act,
    })
    .refine(({ leadIds, filter }) => (leadIds === undefined) !== (filter === undefined), {
      path: ['leadIds'],
      message: 'Give either leadIds or a filter.',
    }),
  responses: {
    200: z.object({
      counts: z.object({ can: count, already: count, refused: count, notFound: count }),
      more: z
        .boolean()
        .meta({ description: `The filter lets more leads through than the ${MOST_ACTS} that are shown.` }),
      items: z.array(
        z.object({
          leadId: id,
          outcome: z
            .enum(['CAN', 'ALREADY', 'REFUSED', 'NOT_FOUND'])
            .meta({ description: '`ALREADY`: it has these tags, or none of those that are to go.' }),
          why: z.string().nullable().meta({ description: 'In words, unless it can be done.' }),
          name: z.string().nullable(),
          status: z.enum(LEAD_STATUSES).nullable(),
          ownerId: id.nullable(),
          deadlineAt: instantOut.nullable().meta({ description: 'Of the clock that is due next.' }),
          paused: z.boolean().meta({ description: 'Somebody has paused it.' }),
          tags: z.array(z.string()),
          revision: z.int().nullable().meta({ description: 'To send as `expected`.' }),
        }),
      ),
    }),
  },
});

export const doActs = contract({
  operationId: 'actOnLeads',
  ...common,
  path: '/api/leads/bulk',
  summary: 'Pause, resume, close, reopen or tag several leads',
  description:
    'Each lead on its own, as its own route does it: those that it cannot be done to stay as they are, and the answer says why. ' +
    'Asked again, what is under way is not asked for twice; with an `Idempotency-Key` neither what was done meanwhile.',
  headers: idempotencyKey,
  body: z.strictObject({ leadIds: leadIdsUpTo(MOST_ACTS), act, expected }).superRefine(areAmongLeads),
  responses: {
    202: {
      schema: z.object({
        counts: z.object({
          requested: count,
          done: count,
          already: count,
          refused: count,
          changed: count,
          notFound: count,
          failed: count,
        }),
        items: z.array(
          z.object({
            leadId: id,
            outcome: z.enum(['REQUESTED', 'DONE', 'ALREADY', 'REFUSED', 'CHANGED', 'NOT_FOUND', 'FAILED']),
            commandId: id.nullable(),
            why: z.string().nullable().meta({ description: 'In words, unless it was requested or done.' }),
          }),
        ),
      }),
      description:
        'Written down for each lead that is `REQUESTED`; those leads change right after. Tags are `DONE` at once.',
    },
  },
});
