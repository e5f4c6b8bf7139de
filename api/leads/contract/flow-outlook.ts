import { z } from 'zod';
import { may } from '../../http/access.js';
import { id, idParams, instantOut, issue } from '../../http/contract.js';
import { instant } from '../../http/instants.js';
import { contract } from '../../http/route.js';
import { flowDraft } from './bodies/flow-definition.js';

const EARLIEST = '2000-01-01T00:00:00.000Z';
const LATEST = '2100-01-01T00:00:00.000Z';

const span = z.object({ from: instantOut, to: instantOut });

const step = z
  .object({
    index: z.int().meta({ description: 'Its place in the ladder, from 0.' }),
    key: z.string(),
    dueAt: instantOut,
    plainDueAt: instantOut.meta({ description: 'When it would be due without its `within`.' }),
    repeatsAt: z.array(instantOut),
  })
  .meta({ id: 'StepOutlook' });

const target = z
  .object({
    index: z.int().nullable().meta({ description: 'Its place in `targets`, from 0; null: the plain one.' }),
    atRiskAt: instantOut.nullable(),
    deadlineAt: instantOut,
    receiptText: z.string(),
    steps: z.array(step),
  })
  .meta({ id: 'TargetOutlook' });

const clock = z
  .object({
    index: z.int().meta({ description: 'Its place in the draft, from 0.' }),
    startsAt: instantOut,
    after: z.int().nullable().meta({
      description:
        'The place of the clock for which it waits, taken to be met at its deadline. Null: it waits for none.',
    }),
    calendar: z
      .object({
        id,
        name: z.string(),
        timeZone: z.string(),
        of: z
          .string()
          .nullable()
          .meta({ description: 'Whose it is, where the draft says whose: OWNER, TEAM, FLOW or LEAD.' }),
      })
      .nullable()
      .meta({ description: 'In whose hours it counts; null: elapsed time, or not known.' }),
    targets: z.array(target).meta({ description: 'The plain one first. Empty: they cannot be counted.' }),
    problems: z.array(issue).meta({ description: 'What of it could not be read or counted, and why.' }),
  })
  .meta({ id: 'ClockOutlook' });

const week = z
  .object({
    calendarId: id.nullable().meta({
      description:
        "Null: beside clocks of elapsed time, of which all counts; these are the flow's own hours, to compare.",
    }),
    name: z.string().nullable(),
    timeZone: z.string(),
    open: z.array(span),
    closed: z.array(z.object({ ...span.shape, why: z.string() })),
  })
  .meta({ id: 'WeekOutlook' });

export const flowOutlook = contract({
  operationId: 'previewFlowClocks',
  method: 'post',
  path: '/api/flows/{id}/outlook',
  summary: 'When the clocks of a draft would do what, for a lead that nobody reaches',
  description:
    'Counted as for real leads. A part that is malformed is named, and the others are told of nonetheless. Nothing is stored.',
  tags: ['flows'],
  entity: 'flow',
  access: may('flows.draft'),
  withoutKey: 'CHANGES_NOTHING',
  params: idParams,
  body: z
    .strictObject({
      draft: flowDraft.optional().meta({ description: 'Looked at instead of the stored draft.' }),
      startsAt: instant
        .refine((at) => at >= EARLIEST && at < LATEST, 'Give an instant between 2000 and 2100.')
        .optional()
        .meta({ description: 'When the lead comes in; it is assigned at once. Default: now.' }),
      clock: z.int().min(0).optional().meta({
        description: 'The place of one clock, from 0: it alone is told of, and under its conditional targets as well.',
      }),
    })
    .prefault({})
    .meta({ id: 'FlowOutlookRequest' }),
  responses: {
    200: z
      .object({
        startsAt: instantOut,
        timeZone: z.string().meta({ description: 'In which the reader is told times, and days begin.' }),
        example: z
          .object({
            teamId: id,
            teamName: z.string(),
            ownerId: id.nullable(),
            ownerName: z.string().nullable(),
          })
          .nullable()
          .meta({ description: 'The team and owner of the example: who decides whose calendars count.' }),
        clocks: z.array(clock),
        days: z.array(z.object({ date: z.string(), ...span.shape })).meta({
          description:
            'The local days of the week from the start on; two weeks where the deadline of one clock is later.',
        }),
        clocksChange: z
          .array(z.object({ at: instantOut, byMinutes: z.int() }))
          .meta({ description: 'Where summer time begins or ends in these days.' }),
        weeks: z
          .array(week)
          .meta({ description: 'The hours of these days, of each calendar in which a clock counts.' }),
        problems: z.array(issue).meta({ description: 'What could not be read and belongs to no clock.' }),
      })
      .meta({ id: 'FlowOutlook' }),
  },
});
