import { z } from 'zod';
import { PROOF_KINDS, type Condition, type FlowDefinition } from '../../domain/flow/definition.js';
import { givenId } from './common.js';

/** Keys become parts of ids (`lead:clock:cycle:step:repeat`): no colons. */
export const key = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'Use a letter, then letters, digits, _ or -; at most 64.');
const duration = z.string().max(64).meta({ format: 'duration', example: 'PT15M' });
const words = z.string().trim().min(1).max(200);

const scalar = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);
const comparison = z.strictObject({
  field: z.string().min(1).max(200).meta({ example: 'attributes.budget' }),
  op: z.enum(['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'contains', 'exists']),
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

const strategy = z.enum(['BALANCED', 'ROUND_ROBIN']);

const routing = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        when: condition,
        teamId: givenId,
        skills: z.array(z.string().trim().min(1).max(64)).max(50).optional(),
        mode: z.enum(['AUTO', 'OFFER', 'BROADCAST']).optional(),
        strategy,
        answerWithin: duration.optional(),
      }),
    )
    .max(100),
  fallback: z.strictObject({ teamId: givenId, strategy }).optional(),
  maxReassignments: z.int(),
});

const step = z.strictObject({
  key,
  at: z.union([z.strictObject({ share: z.number() }), z.strictObject({ offset: duration })], {
    error: 'Write { "share": 0.5 }, of the target, or { "offset": "PT10M" }, from the deadline.',
  }),
  action: z.enum(['REMINDER', 'REASSIGN', 'MANAGER_ALERT']),
  to: z
    .array(z.enum(['owner', 'manager']))
    .max(2)
    .optional(),
  channels: z
    .array(z.enum(['email']))
    .max(1)
    .optional(),
  repeat: z
    .strictObject({ every: duration, times: z.int() })
    .optional()
    .meta({ description: '`times` counts the firings after the first.' }),
});

const clock = z.strictObject({
  key,
  name: words,
  starts: z.union([z.enum(['RECEIVED', 'QUALIFIED', 'ASSIGNED']), z.strictObject({ afterMet: key })], {
    error: 'Write "RECEIVED", "QUALIFIED", "ASSIGNED" or { "afterMet": "clock_key" }.',
  }),
  target: z.strictObject({ duration, time: z.enum(['BUSINESS', 'ELAPSED']), calendarId: givenId.optional() }),
  targets: z
    .array(z.strictObject({ when: condition, duration }))
    .max(20)
    .optional()
    .meta({ description: 'The first that holds replaces `target.duration`.' }),
  atRisk: z.number().optional().meta({ description: 'Share of the target, between 0 and 1.' }),
  proofs: z.array(z.enum(PROOF_KINDS as [(typeof PROOF_KINDS)[number], ...typeof PROOF_KINDS])).max(10),
  restartOnReassign: z.boolean().optional(),
  ladder: z.array(step).max(100),
});

/** The structure of a definition. Whether it makes sense is `validateFlow`'s question, asked before it is published. */
export const flowDefinition = z
  .strictObject({
    priority: z.int().meta({ description: 'Of the active flows that match, the highest gets the lead.' }),
    match: condition,
    scoring: z.strictObject({
      threshold: z.number(),
      rules: z.array(z.strictObject({ when: condition, points: z.number(), reason: words })).max(200),
    }),
    routing,
    clocks: z.array(clock).max(100),
  })
  .meta({ id: 'FlowDefinition' }) satisfies z.ZodType<FlowDefinition>;
