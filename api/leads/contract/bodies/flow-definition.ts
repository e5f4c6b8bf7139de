import { APPROVAL_LAPSES, ROUTING_MODES, ROUTING_STRATEGIES } from '../../../../domain/engine/routing/definition.js';
import { z } from 'zod';
import {
  CALENDARS_OF,
  type FlowDefinition,
  CLOCK_STARTS,
  DUPLICATE_ACTIONS,
  TIME_KINDS,
} from '../../../../domain/leads/flow/definition.js';
import { CALL_OUTCOMES, PROOF_KINDS } from '../../../../domain/leads/vocabulary/proofs.js';
import { CONDITION_OPS, type Condition } from '../../../../domain/engine/conditions/definition.js';
import { ESCALATION_ACTIONS, RECIPIENT_ROLES } from '../../../../domain/leads/vocabulary/escalations.js';
import { LEAD_STATUSES } from '../../../../domain/leads/vocabulary/status.js';
import { CHANNELS } from '../../../../domain/platform/notices/channels.js';
import { givenId } from '../../../http/fields.js';

/** Keys become parts of ids (`lead:clock:cycle:step:repeat`): no colons. */
export const key = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'Use a letter, then letters, digits, _ or -; at most 64.');
const duration = z.string().max(64).meta({ format: 'duration', example: 'PT15M' });
const words = z.string().trim().min(1).max(200);

const scalar = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);
const comparison = z.strictObject({
  field: z.string().min(1).max(200).meta({ example: 'attributes.budget' }),
  op: z.enum(CONDITION_OPS),
  value: z.exactOptional(z.union([scalar, z.array(scalar).max(500)])),
});

export const condition: z.ZodType<Condition, Condition> = z
  .lazy(() =>
    z.union(
      [
        z.strictObject({ all: z.array(condition).max(100) }),
        z.strictObject({ any: z.array(condition).max(100) }),
        z.strictObject({ not: condition }),
        comparison,
      ],
      { error: 'Write { "all": [] }, { "any": [] }, { "not": {} } or { "field", "op", "value" }, also inside them.' },
    ),
  )
  .meta({ id: 'Condition', description: 'Over the fields of a lead. An empty `all` holds for every lead.' });

const skillName = z.string().trim().min(1, 'Name a skill.').max(64);
const weight = z.number().optional();

const routingTarget = z
  .strictObject({
    teamId: givenId,
    strategy: z.enum(ROUTING_STRATEGIES),
    skills: z
      .array(z.union([skillName, z.strictObject({ skill: skillName, level: z.int() })]))
      .max(50)
      .optional()
      .meta({ description: 'Plain, or at a level from 1 to 5.' }),
    weights: z
      .strictObject({ freeCapacity: weight, skillLevel: weight, shiftLeft: weight, waiting: weight })
      .optional()
      .meta({ description: 'What WEIGHTED adds up; each term is scaled to 0…1 over those who passed.' }),
    matchLanguage: z.boolean().optional().meta({ description: "The rep must speak the lead's language." }),
    matchTerritory: z.boolean().optional().meta({ description: "The lead's country must be in the rep's territory." }),
    minShiftLeft: duration.optional().meta({ description: "So much of the rep's shift must be left." }),
  })
  .meta({ id: 'RoutingTarget' });

const userIdOf = z.strictObject({ userId: givenId });
const onCallOf = z.strictObject({ onCall: z.array(givenId).min(1).max(20) });

const approval = z
  .strictObject({
    by: z.union([z.literal('manager'), userIdOf, onCallOf], {
      error: 'Write "manager", { "userId": "…" } or { "onCall": ["…", "…"] }.',
    }),
    within: duration.meta({ description: 'How long it waits for a decision.' }),
    otherwise: z.enum(APPROVAL_LAPSES).meta({
      description:
        'When nobody decides in time: ROUTE as if it were approved, FALLBACK past the rule, UNQUALIFIED as if it were declined, UNROUTED with a work item.',
    }),
  })
  .meta({ id: 'RuleApproval', description: 'Somebody is asked before the rule gives the lead to anybody.' });

const routing = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        when: condition,
        ...routingTarget.shape,
        mode: z.enum(ROUTING_MODES).optional(),
        answerWithin: duration.optional().meta({ description: 'Most time to answer an offer; default PT5M.' }),
        answerShare: z.number().optional().meta({
          description: 'Share of the SLA time that is left which an offer may take; default 0.25.',
        }),
        affinity: z.boolean().optional().meta({
          description: "The owner of the same person's earlier lead gets it, if the funnel lets them pass.",
        }),
        overflow: z.array(routingTarget).max(10).optional().meta({
          description: 'Other teams in order, when nobody of this one can take it.',
        }),
        approval: approval.optional(),
      }),
    )
    .max(100),
  fallback: z
    .union([routingTarget, z.array(routingTarget).max(10)])
    .optional()
    .meta({ description: 'When no rule matches or nobody could take it: one, or several in their order.' }),
  maxReassignments: z.int(),
  leadWeights: z
    .array(z.strictObject({ when: condition, weight: z.number() }))
    .max(20)
    .optional()
    .meta({ description: "How much of a rep's capacity a lead takes: the first that holds, else 1." }),
});

const calendarOf = z.enum(CALENDARS_OF);

const step = z.strictObject({
  key,
  at: z.union([z.strictObject({ share: z.number() }), z.strictObject({ offset: duration })], {
    error: 'Write { "share": 0.5 }, of the target, or { "offset": "PT10M" }, from the deadline.',
  }),
  action: z.enum(ESCALATION_ACTIONS),
  to: z
    .array(
      z.union([z.enum(RECIPIENT_ROLES), userIdOf, onCallOf], {
        error: 'Write "owner", "manager", "team", { "userId": "…" } or { "onCall": ["…", "…"] }.',
      }),
    )
    .max(10)
    .optional()
    .meta({ description: '`onCall`: the first of these who is at work, else the first of them.' }),
  channels: z.array(z.enum(CHANNELS)).max(CHANNELS.length).optional(),
  repeat: z
    .strictObject({ every: duration, times: z.int() })
    .optional()
    .meta({ description: '`times` counts the firings after the first.' }),
  within: z
    .union(
      [z.strictObject({ calendarId: givenId }), z.strictObject({ calendarOf: z.enum(CALENDARS_OF).exclude(['LEAD']) })],
      { error: 'Write { "calendarId": "…" } or { "calendarOf": "OWNER" } (or "TEAM", "FLOW").' },
    )
    .optional()
    .meta({ description: 'Not before the next working time of this calendar.' }),
  stopWhen: condition.optional().meta({ description: 'When it holds, the step is recorded as overtaken.' }),
});

const clock = z.strictObject({
  key,
  name: words,
  starts: z.union([z.enum(CLOCK_STARTS), z.strictObject({ afterMet: key })], {
    error: 'Write "RECEIVED", "QUALIFIED", "ASSIGNED", "CONTACTED" or { "afterMet": "clock_key" }.',
  }),
  target: z.strictObject({
    duration,
    time: z.enum(TIME_KINDS),
    calendarId: givenId.optional(),
    calendarOf: calendarOf.optional().meta({
      description: "Whose calendar: the flow's, the team's, the owner's, or the flow's hours in the lead's own zone.",
    }),
  }),
  targets: z
    .array(z.strictObject({ when: condition, duration }))
    .max(20)
    .optional()
    .meta({ description: 'The first that holds replaces `target.duration`.' }),
  atRisk: z.number().optional().meta({ description: 'Share of the target, between 0 and 1.' }),
  proofs: z.array(z.enum(PROOF_KINDS)).max(10),
  callOutcomes: z.array(z.enum(CALL_OUTCOMES)).max(CALL_OUTCOMES.length).optional().meta({
    description: 'Which outcomes of a call stop it; default: REACHED. A call without an outcome always does.',
  }),
  restartOnReassign: z.boolean().optional(),
  recurring: z
    .boolean()
    .optional()
    .meta({ description: 'Met, it starts again from the contact, until the lead is closed.' }),
  pauseIn: z
    .array(z.enum(LEAD_STATUSES))
    .max(LEAD_STATUSES.length)
    .optional()
    .meta({ description: 'Statuses of the lead in which the clock stands still.' }),
  ladder: z.array(step).max(100),
});

/** The structure of a definition. Whether it makes sense is `validateFlow`'s question, asked before it is published. */
export const flowDefinition = z
  .strictObject({
    priority: z.int().meta({ description: 'Of the active flows that match, the highest gets the lead.' }),
    match: condition,
    calendarId: givenId.optional().meta({ description: "The flow's own calendar: what `calendarOf: FLOW` means." }),
    duplicates: z
      .strictObject({ window: duration, action: z.enum(DUPLICATE_ACTIONS) })
      .optional()
      .meta({
        description:
          'The same person again, by e-mail or phone, within `window`: attached to the open lead, or a lead of its own linked to it.',
      }),
    scoring: z.strictObject({
      threshold: z.number(),
      rules: z.array(z.strictObject({ when: condition, points: z.number(), reason: words })).max(200),
    }),
    routing,
    clocks: z.array(clock).max(100),
  })
  .meta({ id: 'FlowDefinition' }) satisfies z.ZodType<FlowDefinition>;

/** Most bytes of a draft as JSON: what may be published takes far less. */
const MOST_DRAFT_BYTES = 512 * 1024;

/** What is being edited: any JSON object, kept as it went in. What is wrong with it is told, and keeps it from being published. */
export const flowDraft = z
  .record(z.string(), z.unknown())
  .refine((draft) => JSON.stringify(draft).length <= MOST_DRAFT_BYTES, 'A draft has at most 512 KiB.')
  .meta({
    id: 'FlowDraft',
    description: 'A definition that may be unfinished: any JSON object, kept as it went in, unknown members as well.',
  });
