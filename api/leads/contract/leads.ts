import { ASSIGNMENT_MODES } from '../../../domain/engine/routing/types.js';
import { z } from 'zod';
import { CALENDARS_OF } from '../../../domain/leads/flow/definition.js';
import { CALL_OUTCOMES, PROOF_KINDS } from '../../../domain/leads/vocabulary/proofs.js';
import { INTAKE_NOTE_CODES } from '../../../domain/leads/vocabulary/intake-notes.js';
import { oneLine, plain } from '../../../domain/platform/text/clean.js';
import { LEAD_ACTIONS } from '../../../domain/leads/vocabulary/actions.js';
import { BREACHES } from '../../../domain/leads/vocabulary/breaches.js';
import { OUTCOMES } from '../../../domain/leads/vocabulary/outcomes.js';
import { CLOCK_STATUSES } from '../../../domain/engine/sla/clock-status.js';
import { LEAD_STATUSES } from '../../../domain/leads/vocabulary/status.js';
import { may, maySee } from '../../http/access.js';
import { key } from './bodies/flow-definition.js';
import { countryCode, normaliseEmail } from '../../http/contact.js';
import { instant } from '../../http/instants.js';
import { LIMITS } from '../../../domain/leads/vocabulary/lead-limits.js';
import { reachableAndStorable, standardLeadBody } from '../intake/lead-body.js';
import { attributes, consents, language, tags } from './bodies/leads.js';
import { callOutcome, OUTCOME_OF_CALLS } from '../intake/proof-body.js';
import { parseDuration } from '../../../domain/engine/time/duration.js';
import { contract } from '../../http/route.js';
import {
  givenId,
  id,
  idempotencyKey,
  idParams,
  ifMatch,
  instantOut,
  namesById,
  page,
  pageQuery,
  untilQuery,
} from '../../http/contract.js';
import { leadApproval } from './approvals.js';
import { leadOffer } from './offers.js';
import { explanation } from './explanation.js';

/** One or several of a set: `a,b`, or the parameter repeated. */
const anyOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z
    .union([z.string().max(500), z.array(z.string().max(500)).max(20)])
    .transform((given) => [given].flat().flatMap((text) => text.split(',')))
    .pipe(z.array(z.enum(values)))
    .optional()
    .meta({
      description: 'One or several, separated by commas.',
      override: ({ jsonSchema }: { jsonSchema: { anyOf?: unknown } }) => {
        delete jsonSchema.anyOf;
        Object.assign(jsonSchema, { type: 'array', items: { type: 'string', enum: [...values] } });
      },
    });

/** What both lists of leads can be narrowed by. */
export const leadFilters = {
  status: anyOf(LEAD_STATUSES),
  breach: anyOf(BREACHES),
  paused: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .meta({ description: '`true`: leads that somebody paused; `false`: all others.' }),
  ownerId: givenId.optional(),
  breachedOwnerId: givenId.or(z.literal('nobody')).optional().meta({
    description: 'With a clock that was breached while this person held the lead, or while nobody did.',
  }),
  teamId: givenId.optional(),
  flowId: givenId.optional(),
  source: z.string().min(1).max(LIMITS.source).optional(),
  from: instant.optional().meta({ description: 'Received at or after.' }),
  to: instant.optional().meta({ description: 'Received before.' }),
  escalatedFrom: instant.optional().meta({
    description: 'With escalations, neither compensated nor overtaken, the last of which fired at or after.',
  }),
  escalatedTo: instant.optional().meta({ description: 'With such escalations, the last of which fired before.' }),
  q: z.string().overwrite(plain).min(1).max(200).optional().meta({
    description:
      'Any part of name, e-mail, phone or externalId, or beginnings of their words in any order (a phone also as dialled at home); in upper or lower case, with or without accents.',
  }),
};

/** What the list of all leads takes beside them: which of them, and in which order. */
export const listOrder = {
  open: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .meta({ description: '`true`: leads to which something can still happen; `false`: all others.' }),
  contactedFrom: instant.optional().meta({ description: 'First contacted at or after.' }),
  sort: z
    .enum(['received', 'urgency', 'deadline', 'score'])
    .default('received')
    .meta({
      description:
        '`received`: newest first. `urgency`: open leads only, by deadline, those without one last; as ' +
        '`GET /api/control-tower/leads`. `deadline`: the same of all leads, most urgent first. `score`: highest first. ' +
        'Those that have none stand last.',
    }),
  order: z
    .enum(['asc', 'desc'])
    .optional()
    .meta({ description: 'The other way than `sort` says by itself; `urgency` has one way only.' }),
};

const MOST_ATTRIBUTES = 20;

/** Attributes that are read along with a list. */
export const withAttributes = {
  attribute: z
    .union([z.string().min(1).max(200), z.array(z.string().min(1).max(200)).max(MOST_ATTRIBUTES)])
    .transform((given) => [...new Set([given].flat())])
    .optional()
    .meta({
      description:
        `Up to ${MOST_ATTRIBUTES} attributes to read along, the parameter repeated for each: \`attributes\` of the items. ` +
        'Without it they have none.',
      override: ({ jsonSchema }: { jsonSchema: { anyOf?: unknown } }) => {
        delete jsonSchema.anyOf;
        Object.assign(jsonSchema, {
          type: 'array',
          items: { type: 'string', maxLength: 200 },
          maxItems: MOST_ATTRIBUTES,
        });
      },
    }),
};

/** Of what has `listOrder`: by urgency there are open leads only, and one way. */
export function isPossibleOrder(
  { sort, order, open }: { sort: string; order?: 'asc' | 'desc' | undefined; open?: boolean | undefined },
  ctx: z.RefinementCtx,
): void {
  if (sort !== 'urgency') return;
  const issue = (path: string, message: string): void => ctx.addIssue({ code: 'custom', path: [path], message });
  if (order === 'desc')
    issue('order', 'By urgency the most urgent comes first: leave `order` out, or sort by `deadline`.');
  if (open === false) issue('open', 'Only open leads have an urgency: leave `open` out, or sort by `received`.');
}

const flowRef = z.object({ id, version: z.int() }).nullable().meta({ description: 'The version it is pinned to.' });

export const leadItem = z
  .object({
    id,
    externalId: z.string().nullable(),
    source: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    phoneExtension: z.string().nullable().meta({ description: 'The digits to dial behind `phone`.' }),
    message: z.string().nullable().meta({ description: 'What the person wrote; in lists no more than its beginning.' }),
    tags: z.array(z.string()),
    status: z.enum(LEAD_STATUSES),
    outcome: z.enum(OUTCOMES).nullable(),
    receivedAt: instantOut,
    ownerId: id.nullable(),
    teamId: id.nullable(),
    flow: flowRef,
    duplicateOfId: id
      .nullable()
      .meta({ description: 'The lead of the same person that it was attached to, by its flow or by hand.' }),
    linkedToId: id.nullable().meta({ description: "The same person's lead before this one." }),
    score: z.number().nullable(),
    breach: z.enum(BREACHES).meta({
      description: 'The worst that any of its clocks came to; `none` while it is paused: then nobody is waited for.',
    }),
    breachedOwnerIds: z.array(id.nullable()).meta({
      description: 'Who held it when a clock was breached, each once, whoever owns it now; `null`: nobody did.',
    }),
    deadlineAt: instantOut.nullable().meta({ description: "The most urgent open clock's deadline." }),
    dueClock: z
      .object({ key: z.string(), name: z.string() })
      .nullable()
      .meta({ description: 'The clock whose deadline that is, with the name that the flow gives it.' }),
    assignedAt: instantOut.nullable(),
    contactedAt: instantOut.nullable().meta({
      description: 'When a clock of first contact was met, in time or late; in a flow without one, the first contact.',
    }),
    pausedAt: instantOut.nullable(),
    pausedUntil: instantOut
      .nullable()
      .meta({ description: 'When its pause ends by itself; null: when somebody resumes it, or it is not paused.' }),
    closedAt: instantOut.nullable(),
    reopenedAt: instantOut.nullable().meta({ description: 'When it was last reopened after it had been closed.' }),
    revision: z.int(),
    attributes: z.record(z.string(), z.unknown()).optional().meta({
      description: 'In lists those that `attribute` asks for, texts cut to 200 characters, what is nested as JSON.',
    }),
    activeEscalations: z
      .int()
      .optional()
      .meta({ description: 'In lists by `escalatedFrom` or `escalatedTo` only: how many such escalations it has.' }),
  })
  .meta({ id: 'LeadItem' });

const interval = z.object({ from: instantOut, to: instantOut });

const clock = z.object({
  id,
  key: z.string(),
  name: z.string().meta({ description: "The flow's name for it." }),
  cycle: z.int(),
  target: z.string().meta({ description: 'ISO 8601: so much time was promised.', example: 'PT15M' }),
  proofs: z.array(z.enum(PROOF_KINDS)).meta({ description: 'The kinds of proof that stop it.' }),
  callOutcomes: z
    .array(z.enum(CALL_OUTCOMES))
    .meta({ description: 'The outcomes of a call that stop it; none where calls do not.' }),
  status: z.enum(CLOCK_STATUSES),
  open: z.boolean().meta({ description: 'It waits for its proof, standing still or not, and the lead has not ended.' }),
  startedAt: instantOut,
  atRiskAt: instantOut.nullable(),
  deadlineAt: instantOut.nullable().meta({ description: 'Null while it is paused.' }),
  metAt: instantOut.nullable().meta({ description: 'With status BREACHED: it was met late.' }),
  breachedAt: instantOut.nullable(),
  holderId: id.nullable().meta({
    description:
      'Who held the lead when it was decided: at its deadline where it was breached, at the contact where it was met in ' +
      'time. `null`: nobody, or it is not decided.',
  }),
  takenOverBy: id.nullable().meta({
    description: 'Who met it late after it was breached under somebody else, or nobody.',
  }),
  correctedAt: instantOut.nullable(),
  receipt: z.object({
    timeZone: z.string(),
    intervals: z.array(interval),
    skipped: z.array(interval.extend({ why: z.string() })),
    text: z.string(),
    calendar: z
      .object({ id, of: z.enum(CALENDARS_OF), timeZone: z.string().nullable() })
      .nullable()
      .meta({
        description:
          'The calendar that it found when it started, where the flow says whose counts and not which. `timeZone`: a zone other than its own.',
      }),
  }),
});

const TIMELINE_TYPES = [
  'RECEIVED',
  'SENT_AGAIN',
  'SCORED',
  'ASSIGNED',
  'APPROVAL_ASKED',
  'APPROVED',
  'APPROVAL_DECLINED',
  'APPROVAL_LAPSED',
  'APPROVAL_WITHDRAWN',
  'OFFERED',
  'ACCEPTED',
  'DECLINED',
  'OFFER_EXPIRED',
  'OFFER_WITHDRAWN',
  'CLOCK_STARTED',
  'CLOCK_AT_RISK',
  'CLOCK_BREACHED',
  'CLOCK_MET',
  'CLOCK_CORRECTED',
  'CLOCK_CANCELLED',
  'CLOCK_RECOUNTED',
  'PAUSED',
  'STOOD_STILL',
  'RESUMED',
  'PROOF',
  'ESCALATION',
  'ACKNOWLEDGED',
  'STATUS',
  'UPDATED',
  'CLOSED',
  'REOPENED',
  'MERGED',
  'UNMERGED',
  'NOTED',
  'NOTE_CHANGED',
  'NOTE_DELETED',
  'NOTE_RESTORED',
  'ATTACHED',
  'LINKED',
  'SAME_PERSON',
] as const;
export type TimelineType = (typeof TIMELINE_TYPES)[number];

const actor = z.object({ type: z.string(), id: z.string().nullable() });

/** Loose: what an entry carries beyond these depends on its type and only ever grows. */
const timelineEntry = z
  .looseObject({
    at: instantOut,
    type: z.enum(TIMELINE_TYPES),
    id: z.string(),
    actor: actor.optional(),
    text: z.string().optional(),
    status: z.string().optional(),
    clockKey: z.string().optional(),
    cycle: z.int().optional(),
  })
  .meta({
    id: 'TimelineEntry',
    description:
      'CLOCK_* carry clockKey, cycle and their instant. PROOF: kind, outcome, occurredAt, receivedAt, clockKeys. ESCALATION: ' +
      'clockKey, cycle, stepKey, repeat, action, dueAt, firedAt, compensatedAt, overtaken, acknowledgedAt. ACKNOWLEDGED: ' +
      'escalationKeys, reason. ASSIGNED: ownerId, mode, text. OFFERED: mode, userIds, expiresAt. ACCEPTED: userId, userIds of ' +
      'the others who were asked. PAUSED: reason, until. RESUMED: reason, or pauseEndedAt where it ended by itself. CLOSED: ' +
      'outcome, reason, duplicateOfId. REOPENED: outcome, reason. DECLINED: userId, reason, busyUntil. OFFER_EXPIRED and ' +
      'OFFER_WITHDRAWN: userIds that had not answered. APPROVAL_ASKED: rule, userIds and managers (who were asked), otherwise, ' +
      'expiresAt. APPROVED, APPROVAL_DECLINED: rule, reason. APPROVAL_LAPSED: rule, otherwise, expiresAt. SENT_AGAIN, a later ' +
      'delivery of the lead: filled and differing (fields), said (what it said in them), source. MERGED, UNMERGED: leadId of the ' +
      'other lead. NOTED: noteId, and text, the beginning of what it says now. A PROOF with merged came with a lead that was ' +
      'merged into this one.',
  });
export type TimelineEntry = z.input<typeof timelineEntry>;

export const scoreOf = z.object({
  value: z.number(),
  threshold: z.number(),
  qualified: z.boolean(),
  reasons: z.array(
    z.object({
      points: z.number(),
      reason: z.string(),
      note: z.literal(true).optional().meta({
        description: 'No rule that held, but how a text was read that a rule compared with a number; without points.',
      }),
    }),
  ),
});

const possibility = z
  .object({
    action: z.enum(LEAD_ACTIONS),
    clockKey: z.string().nullable().meta({ description: 'Of `CANCEL_CLOCK`: which clock.' }),
    allowed: z.boolean(),
    why: z.string().nullable().meta({ description: 'Why not, in words; null where it is allowed.' }),
  })
  .meta({ id: 'LeadPossibility' });

/** What another lead of the same person is to this one. */
export const RELATIONS = ['ORIGINAL', 'DUPLICATE', 'LINKED'] as const;

export const leadDetail = z
  .object({
    ...leadItem.omit({ activeEscalations: true }).shape,
    message: z.string().nullable(),
    language: z.string().nullable(),
    country: z.string().nullable(),
    emailRaw: z.string().nullable().meta({ description: 'As it was sent.' }),
    phoneRaw: z.string().nullable().meta({ description: 'As it was sent.' }),
    attributes: z.record(z.string(), z.unknown()),
    consents: z.record(z.string(), z.boolean()),
    occurredAt: instantOut.nullable(),
    endpointId: id.nullable(),
    intakeNotes: z
      .array(
        z.object({
          field: z.string().meta({ description: 'Of the lead; empty: all of it.' }),
          code: z.enum(INTAKE_NOTE_CODES),
          text: z.string().nullable().meta({ description: 'What was sent.' }),
          from: z.string().nullable().meta({ description: 'The question or field that it was in.' }),
        }),
      )
      .meta({ description: 'How it was read, where that is not plain: taken from where, left out, cut.' }),
    score: scoreOf.nullable(),
    merge: z
      .object({ mergeId: id, intoId: id, mergedAt: instantOut })
      .nullable()
      .meta({ description: 'The lead that this one was merged into; null: it was not.' }),
    mergedLeads: z
      .array(z.object({ mergeId: id, leadId: id, mergedAt: instantOut, reason: z.string().nullable() }))
      .meta({ description: 'The leads that were merged into this one, the latest first.' }),
    samePerson: z
      .array(
        z.object({
          leadId: id,
          receivedAt: instantOut,
          status: z.enum(LEAD_STATUSES),
          relation: z.enum(RELATIONS).meta({
            description: 'ORIGINAL: this lead was attached to it. DUPLICATE: it was attached to this lead.',
          }),
        }),
      )
      .meta({ description: "The same person's leads that this one was attached or linked to, and the other way." }),
    clocks: z.array(clock),
    assignment: z
      .object({
        ownerId: id,
        mode: z.enum(ASSIGNMENT_MODES),
        assignedAt: instantOut,
        explanation,
      })
      .nullable(),
    why: z
      .object({
        score: z.string().nullable(),
        owner: z.string(),
        others: z.array(z.string()),
        deadlines: z.array(z.string()),
        next: z.array(z.string()),
      })
      .meta({
        description: 'In words: why this score, this owner and not the others, these deadlines; what comes next.',
      }),
    can: z.array(possibility).meta({
      description:
        'What the caller can do about it now, as the routes would judge it: commands that are written down and not applied ' +
        'yet count as done. What the role or the scopes of the caller never allow is left out.',
    }),
    approvals: z
      .array(leadApproval)
      .meta({ description: 'What was asked of managers before it was routed on, the first first.' }),
    offers: z.array(leadOffer).meta({ description: 'Whom it was offered to, the first first.' }),
    timeline: z.array(timelineEntry),
    next: z
      .array(z.object({ at: instantOut, what: z.string(), clockKey: z.string().nullable(), text: z.string() }))
      .meta({ description: 'What happens next, and when, unless a proof comes first.' }),
    workflow: z.object({
      workflowId: z.string(),
      url: z.string().nullable().meta({
        description: 'Its page in the Temporal UI; null where the installation shows no such links.',
      }),
    }),
    names: namesById.meta({
      description:
        'By id: the people, teams, flows, endpoints and API keys that this answer names, for those who may not list them.',
    }),
  })
  .meta({ id: 'Lead' });

export const takenIn = z
  .object({
    leadId: id,
    leadIds: z.array(id).optional().meta({ description: 'All of them, where one delivery held several leads.' }),
    duplicate: z.boolean().meta({ description: 'It was there already.' }),
    statusUrl: z.string().meta({ example: '/api/leads/0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11' }),
  })
  .meta({ id: 'TakenIn' });

export const recordedProof = z
  .object({ proofId: id, leadId: id, duplicate: z.boolean() })
  .meta({ id: 'RecordedProof' });

export const listLeads = contract({
  operationId: 'listLeads',
  method: 'get',
  path: '/api/leads',
  summary: 'Leads, newest first or most urgent first',
  description: 'A REP sees own leads only.',
  tags: ['leads'],
  access: maySee('leads'),
  query: z
    .strictObject({
      ...pageQuery,
      ...untilQuery,
      ...leadFilters,
      ...listOrder,
      ...withAttributes,
    })
    .superRefine(isPossibleOrder),
  responses: { 200: page(leadItem) },
});

/** What a source can say of a lead, and what a person or an integration knows besides. */
export const newLeadBody = z
  .strictObject({
    ...standardLeadBody.shape,
    language: language.optional(),
    country: z
      .string()
      .refine((text) => countryCode(text) !== null, 'Give an ISO 3166-1 code of two letters.')
      .optional()
      .meta({ description: 'A phone without a country prefix is read as one of this country.', example: 'RO' }),
  })
  .superRefine(reachableAndStorable)
  .meta({ id: 'NewLead', description: 'A lead that is added by hand. At least one of email and phone.' });

export const createLead = contract({
  operationId: 'createLead',
  method: 'post',
  path: '/api/leads',
  summary: 'Take in a lead by hand or by integration',
  description:
    'Without `source` it is `manual` from a person and `api` from an API key. `externalId` is known again among the leads ' +
    'of this person or API key alone.',
  tags: ['leads'],
  access: may('leads.write'),
  headers: idempotencyKey,
  body: newLeadBody,
  responses: { 202: { schema: takenIn, description: 'Committed; its workflow starts right after.' } },
  errors: [422],
});

export const getLead = contract({
  operationId: 'getLead',
  method: 'get',
  path: '/api/leads/{id}',
  summary: 'A lead with its clocks, assignment, timeline and what happens next',
  tags: ['leads'],
  access: maySee('leads'),
  entity: 'lead',
  params: idParams,
  responses: { 200: leadDetail },
  responseHeaders: { ETag: 'Its revision, for If-Match' },
});

export const patchLead = contract({
  operationId: 'changeLead',
  method: 'patch',
  path: '/api/leads/{id}',
  summary: 'Change contact data and attributes',
  description:
    'What is left out stays; null clears it. `tags`, `attributes` and `consents` are replaced as a whole. It moves neither owner nor clocks.',
  tags: ['leads'],
  access: may('leads.write'),
  entity: 'lead',
  params: idParams,
  headers: ifMatch,
  body: z
    .strictObject({
      name: z.string().overwrite(oneLine).min(1).max(LIMITS.name).nullable().optional(),
      email: z
        .string()
        .max(LIMITS.email)
        .refine((text) => normaliseEmail(text) !== null, 'This is not an e-mail address.')
        .nullable()
        .optional(),
      phone: z.string().min(1).max(LIMITS.phone).nullable().optional(),
      message: z.string().max(LIMITS.message).nullable().optional(),
      tags: tags.optional(),
      attributes: attributes.optional(),
      consents: consents.optional(),
      language: language.nullable().optional(),
      country: z
        .string()
        .refine((text) => countryCode(text) !== null, 'Give an ISO 3166-1 code of two letters.')
        .nullable()
        .optional(),
    })
    .refine((body) => Object.keys(body).length > 0, 'Name at least one field to change.'),
  responses: { 200: leadDetail },
  responseHeaders: { ETag: 'Its new revision' },
  errors: [409, 412, 428],
});

export const addProof = contract({
  operationId: 'recordProof',
  method: 'post',
  path: '/api/leads/{id}/proofs',
  summary: 'Record a proof of contact',
  description:
    'What counts is `occurredAt` (default: now). Before the lead was received it counts from then. More than 5 minutes ' +
    "before the lead's own `occurredAt` (a day before its receipt, where it has none), or in the future, it is refused. " +
    'A closed lead takes proofs too: they can correct a verdict.',
  tags: ['leads'],
  access: may('leads.write'),
  entity: 'lead',
  params: idParams,
  headers: idempotencyKey,
  body: z
    .strictObject({
      kind: z.enum(PROOF_KINDS),
      outcome: callOutcome,
      occurredAt: instant.optional(),
      externalId: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .meta({ description: 'Sent twice for a lead, it is one proof.' }),
      note: z.string().max(10_000).optional(),
    })
    .refine(OUTCOME_OF_CALLS.holds, OUTCOME_OF_CALLS.issue),
  responses: { 202: recordedProof },
  errors: [422],
});

export const reason = z.string().trim().min(1).max(1000);

/** What the routes that ask something of a lead have in common. */
const command = {
  method: 'post',
  tags: ['leads'],
  access: may('leads.write'),
  entity: 'lead',
  params: idParams,
  responses: {
    202: {
      schema: z.object({ commandId: id, leadId: id }).meta({ id: 'RequestedCommand' }),
      description: 'Written down; the lead changes right after.',
    },
  },
  errors: [409],
} as const;

export const assignLead = contract({
  operationId: 'assignLead',
  ...command,
  path: '/api/leads/{id}/assign',
  summary: 'Give a lead to somebody',
  access: may('leads.assign'),
  body: z.strictObject({ ownerId: givenId, reason: reason.optional() }),
});

export const pauseLead = contract({
  operationId: 'pauseLead',
  ...command,
  path: '/api/leads/{id}/pause',
  summary: "Stop a lead's clocks for now, or until an instant",
  description:
    'With `until` the pause ends by itself then: the clocks run on from that instant, and the owner is told. Paused again, ' +
    'it has another end; 409 when it has this one already.',
  body: z
    .strictObject({
      reason: reason.optional(),
      until: instant.optional().meta({ description: 'In the future, and at most 366 days from now.' }),
    })
    .optional(),
});

export const resumeLead = contract({
  operationId: 'resumeLead',
  ...command,
  path: '/api/leads/{id}/resume',
  summary: 'Let the clocks of a paused lead run on',
  body: z.strictObject({ reason: reason.optional() }).optional(),
});

export const closeLead = contract({
  operationId: 'closeLead',
  ...command,
  path: '/api/leads/{id}/close',
  summary: 'Close a lead',
  body: z
    .strictObject({
      outcome: z.enum(OUTCOMES),
      duplicateOfId: givenId
        .optional()
        .meta({ description: 'With `DUPLICATE`: of which lead. Both are linked, and show it.' }),
      reason: reason.optional(),
    })
    .refine(({ outcome, duplicateOfId }) => duplicateOfId === undefined || outcome === 'DUPLICATE', {
      path: ['duplicateOfId'],
      message: 'Only a DUPLICATE is one of another lead.',
    }),
});

export const reopenLead = contract({
  operationId: 'reopenLead',
  ...command,
  path: '/api/leads/{id}/reopen',
  summary: 'Open a closed lead again',
  description:
    'It goes back to its owner, if they still work here, else it is routed. Clocks that the closing cancelled start again ' +
    'from now; verdicts stay. 409 when it is not closed.',
  body: z.strictObject({ reason }),
});

export const acknowledgeLead = contract({
  operationId: 'acknowledgeLead',
  ...command,
  path: '/api/leads/{id}/acknowledge',
  summary: 'Say that you know: what has fired repeats no more',
  description: 'Steps of the ladder that have not fired yet still will. 409 when there is nothing to acknowledge.',
  access: may('leads.acknowledge'),
  body: z.strictObject({ reason: reason.optional() }).optional(),
});

export const cancelClock = contract({
  operationId: 'cancelClock',
  ...command,
  path: '/api/leads/{id}/clocks/{clockKey}/cancel',
  summary: 'End a clock of a lead before its proof',
  description:
    'Its ladder ends with it, and it recurs no more. The verdict of a clock that is breached stands. 409 when no clock ' +
    'of that key is open.',
  access: may('clocks.cancel'),
  params: idParams.extend({ clockKey: key }),
  body: z.strictObject({ reason: reason.optional() }).optional(),
});
const ANSWERED =
  'Only who was asked can answer, before `expiresAt`. The answer is decided when this returns: 202, it is done (again, for ' +
  'the same answer); 409, it came too late, in words; 503, it is written down and counts from when it was received: ask again.';
const DECIDED = {
  202: { schema: command.responses[202].schema, description: 'Done: the lead is changed.' },
} as const;

const busyFor = z.string().refine((text) => {
  try {
    const ms = parseDuration(text);
    return ms >= 60_000 && ms <= 86_400_000;
  } catch {
    return false;
  }
}, 'Give a duration from PT1M to P1D.');

export const acceptLead = contract({
  operationId: 'acceptOffer',
  ...command,
  path: '/api/leads/{id}/accept',
  summary: 'Accept an offered lead',
  access: may('offers.answer'),
  description: ANSWERED,
  responses: DECIDED,
  body: z.strictObject({}).optional(),
});

export const declineLead = contract({
  operationId: 'declineOffer',
  ...command,
  path: '/api/leads/{id}/decline',
  summary: 'Decline an offered lead',
  access: may('offers.answer'),
  description: ANSWERED,
  responses: DECIDED,
  body: z.strictObject({
    reason: reason.meta({ description: 'The next routing decision is told.' }),
    busyFor: busyFor.optional().meta({ description: 'Nothing is given to them for so long: PT1M to P1D.' }),
  }),
});

const DECIDED_ON =
  'Whoever may assign leads can decide, and whom the rule names. Once, before `expiresAt`: 202, it is done (again, for the same ' +
  'decision of the same person); 409, it is too late, in words that say who decided and when; 503, it is written down and counts ' +
  'from when it was received: ask again.';

export const approveLead = contract({
  operationId: 'approveLead',
  ...command,
  path: '/api/leads/{id}/approve',
  summary: 'Approve a lead that waits for it',
  access: may('offers.answer'),
  description: `It is routed on by the rule that asked. ${DECIDED_ON}`,
  responses: DECIDED,
  body: z.strictObject({ reason: reason.optional() }).optional(),
});

export const declineApproval = contract({
  operationId: 'declineApproval',
  ...command,
  path: '/api/leads/{id}/decline-approval',
  summary: 'Decline to approve a lead: it is UNQUALIFIED',
  access: may('offers.answer'),
  description: `The lead ends, as one whose score is too low. ${DECIDED_ON}`,
  responses: DECIDED,
  body: z.strictObject({ reason }),
});
