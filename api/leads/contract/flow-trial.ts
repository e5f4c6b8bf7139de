import { z } from 'zod';
import { APPROVAL_LAPSES, ROUTING_MODES } from '../../../domain/engine/routing/definition.js';
import { CALENDARS_OF } from '../../../domain/leads/flow/definition.js';
import { HAPPENINGS } from '../../../domain/leads/trial/happenings.js';
import { LEAD_STATUSES } from '../../../domain/leads/vocabulary/status.js';
import { MOST_EXAMPLES, MOST_FLOWS } from '../../../domain/leads/trial/effect.js';
import { TRIAL_CLOCK_STATES, TRIAL_PARTS } from '../../../domain/leads/trial/trial.js';
import { may } from '../../http/access.js';
import { givenId, id, idParams, instantOut, namesById } from '../../http/contract.js';
import { instant } from '../../http/instants.js';
import { contract } from '../../http/route.js';
import { standardLeadBody } from '../intake/lead-body.js';
import { flowDraft } from './bodies/flow-definition.js';
import { scoreOf } from './leads.js';
import { candidate } from './explanation.js';

/** How far back, and how many at most, the leads are that an effect is told over. */
export const EFFECT_DAYS = 30;
export const MOST_LEADS = 1_000;

const common = { tags: ['flows'], entity: 'flow', params: idParams } as const;

const draft = flowDraft
  .optional()
  .meta({ description: 'Tried instead of the stored draft. It may be malformed: what can be told of it is told.' });

const issue = z.object({ path: z.string(), message: z.string() });
const issues = z.array(issue).meta({ description: 'What of the draft keeps it from being told.' });
const count = z.int().min(0);
const interval = z.object({ from: instantOut, to: instantOut });

const run = z.object({
  startedAt: instantOut,
  targetMs: z.int(),
  atRiskAt: instantOut.nullable(),
  deadlineAt: instantOut.nullable().meta({ description: 'Null while it stands still.' }),
  receipt: z.object({
    timeZone: z.string(),
    intervals: z.array(interval),
    skipped: z.array(interval.extend({ why: z.string() })),
    text: z.string(),
    calendar: z.object({ id, of: z.enum(CALENDARS_OF), timeZone: z.string().nullable() }).nullable(),
  }),
});

const clock = z.object({
  key: z.string(),
  name: z.string(),
  state: z.enum(TRIAL_CLOCK_STATES),
  startsOn: z.string().nullable().meta({ description: 'Of the lead, or `MET:` and the key of another clock.' }),
  business: z.boolean().meta({ description: 'It counts working time.' }),
  run: run.nullable().meta({ description: 'Null where it is not started at the arrival.' }),
  why: z.string().nullable(),
});

const happening = z.object({
  at: instantOut,
  what: z.enum(HAPPENINGS),
  clockKey: z.string().nullable(),
  cycle: z.int().nullable(),
  stepKey: z.string().nullable(),
  repeat: z.int().nullable().meta({ description: 'Of a step: 0 for its first firing.' }),
  action: z.string().nullable().meta({ description: 'Of a step: what it does.' }),
  overtaken: z.boolean().meta({ description: 'A step that does nothing, as its `stopWhen` holds.' }),
  userIds: z.array(id).meta({ description: 'Who has the lead then, or is asked.' }),
  tells: z.object({ userIds: z.array(id), managers: z.boolean(), team: z.boolean() }),
  text: z.string().nullable(),
});

export const trialOut = z
  .object({
    at: instantOut.meta({ description: 'When the lead is taken to come in.' }),
    active: z.boolean().meta({ description: 'Whether the flow takes leads at all now.' }),
    match: z
      .object({
        takes: z.boolean(),
        text: z.string(),
        otherFlowId: id.nullable().meta({ description: 'Which takes it instead; null: none, or this one does.' }),
        candidates: z.array(
          z.object({ flowId: id, key: z.string(), priority: z.int(), matches: z.boolean(), text: z.string() }),
        ),
      })
      .nullable()
      .meta({ description: 'What follows is told as if this flow took it, whatever this says.' }),
    samePerson: z
      .object({ leadId: id, action: z.enum(['ATTACH', 'LINK']) })
      .nullable()
      .meta({ description: 'The lead of the same person to which it is attached, which closes it, or linked.' }),
    score: scoreOf.nullable(),
    status: z.enum(LEAD_STATUSES).nullable().meta({ description: 'What it is once it has arrived.' }),
    routing: z
      .object({
        ownerId: id.nullable(),
        teamId: id.nullable(),
        mode: z.enum(ROUTING_MODES).nullable().meta({ description: 'Null: nobody could take it.' }),
        askedUserIds: z.array(id),
        answerUntil: instantOut.nullable(),
        approval: z
          .object({
            userIds: z.array(id),
            managers: z.boolean(),
            until: instantOut,
            otherwise: z.enum(APPROVAL_LAPSES),
          })
          .nullable()
          .meta({ description: 'Who must agree first; what else is told is then who would get it now.' }),
        text: z.string(),
        candidates: z.array(candidate),
      })
      .nullable(),
    clocks: z.array(clock),
    happens: z.array(happening).meta({ description: 'From the arrival on, where nobody reacts.' }),
    more: z.boolean().meta({ description: 'More happens than is told.' }),
    untold: z
      .array(z.object({ part: z.enum(TRIAL_PARTS), clockKey: z.string().nullable(), issues }))
      .meta({ description: 'Parts of the draft that are malformed: the rest is told without them.' }),
    names: namesById,
  })
  .meta({ id: 'FlowTrial' });

export const tryFlow = contract({
  operationId: 'tryFlow',
  ...common,
  method: 'post',
  path: '/api/flows/{id}/try',
  summary: 'What the draft would make of a lead: score, owner, deadlines, ladder',
  description:
    'By the functions that settle leads, over people, hours and loads as they are; nothing is stored. A lead that is there already is ' +
    'tried as if it came in once more, at the given instant.',
  access: may('flows.draft'),
  withoutKey: 'CHANGES_NOTHING',
  body: z
    .strictObject({
      draft,
      leadId: givenId.optional().meta({ description: 'A lead that is there; instead of `lead`.' }),
      lead: standardLeadBody.optional(),
      language: z.string().min(2).max(35).optional().meta({ description: 'Of `lead`, as BCP 47.', example: 'ro' }),
      country: z
        .string()
        .regex(/^[A-Za-z]{2}$/, 'Give two letters, as in RO.')
        .optional()
        .meta({ description: "Of `lead`; else its phone number's.", example: 'RO' }),
      endpointId: givenId.optional().meta({ description: 'Where `lead` comes in: its source and its flow count.' }),
      at: instant.optional().meta({ description: 'When it comes in. Default: now.' }),
    })
    .refine((body) => (body.lead === undefined) !== (body.leadId === undefined), {
      error: 'Give either a lead or the id of one.',
      path: ['lead'],
    })
    .meta({ id: 'FlowTrialRequest' }),
  responses: { 200: trialOut },
});

const moved = z
  .object({
    leads: count,
    flows: z
      .array(
        z.object({
          flowId: id.nullable().meta({ description: 'Null: no flow.' }),
          leads: count,
          examples: z
            .array(z.object({ leadId: id, name: z.string().nullable(), source: z.string(), receivedAt: instantOut }))
            .meta({ description: `The latest, at most ${MOST_EXAMPLES}.` }),
        }),
      )
      .meta({ description: `The most leads first, at most ${MOST_FLOWS}.` }),
  })
  .meta({ id: 'FlowEffectOn' });

export const flowEffect = contract({
  operationId: 'previewFlowEffect',
  ...common,
  method: 'post',
  path: '/api/flows/{id}/effect',
  summary: 'What the draft would take from the other flows, and give up to them',
  description:
    `Asks for each lead of the last ${EFFECT_DAYS} days, at most the latest ${MOST_LEADS}, which flow would take it now, and which if the ` +
    'draft were published and active. Nothing is stored.',
  access: may('flows.draft'),
  withoutKey: 'CHANGES_NOTHING',
  body: z.strictObject({ draft }).prefault({}),
  responses: {
    200: z
      .object({
        since: instantOut,
        leads: count.meta({ description: 'That were looked at.' }),
        more: z.boolean().meta({ description: 'There are more since then.' }),
        active: z.boolean().meta({ description: 'Whether the flow takes leads at all now.' }),
        keeps: count
          .nullable()
          .meta({ description: 'Leads that it would take now, and by the draft. Null: cannot be told.' }),
        takes: moved.nullable(),
        gives: moved.nullable(),
        issues,
        names: namesById,
      })
      .meta({ id: 'FlowEffect' }),
  },
});
