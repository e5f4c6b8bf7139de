import { z } from 'zod';
import {
  FIRST_HOUR_MISSING,
  FIRST_HOUR_STANDINGS,
  FIRST_HOUR_STEPS,
  PEOPLE_NEEDED,
} from '../../../domain/leads/first-hour/first-hour.js';
import { may } from '../../http/access.js';
import { id, instantOut } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { adapter } from './bodies/endpoints.js';
import { confirmation, puttingAway } from './bodies/first-hour.js';

const named = z.object({ id, name: z.string() }).nullable();

const firstHour = z
  .object({
    standing: z.enum(FIRST_HOUR_STANDINGS).meta({
      description:
        '`NONE`: the organisation works since before there was a checklist, and nobody asked for one. `DONE`: every step has its proof.',
    }),
    reminded: z.boolean().meta({ description: 'Whether the overview shows it: open, and not older than a month.' }),
    next: z.enum(FIRST_HOUR_STEPS).nullable().meta({ description: 'The first step that is not done.' }),
    steps: z.array(
      z.object({
        key: z.enum(FIRST_HOUR_STEPS),
        done: z.boolean(),
        at: instantOut.nullable().meta({ description: 'Since when; null: not done, or nobody knows.' }),
        missing: z.enum(FIRST_HOUR_MISSING).nullable().meta({ description: 'Why it is not done.' }),
      }),
    ),
    people: z.object({
      needed: z.int().meta({ example: PEOPLE_NEEDED }),
      takers: z.int().meta({ description: 'Reps in a team that an active flow gives leads to.' }),
      elsewhere: z.int().meta({ description: 'Reps whom no flow gives any.' }),
      invited: z.int().meta({ description: 'Of both, those who have not taken up their invitation.' }),
    }),
    calendar: named,
    team: named.meta({ description: 'A team that an active flow gives leads to.' }),
    flow: named,
    source: z.object({ id, name: z.string(), adapter }).nullable(),
    lead: z
      .object({ id, name: z.string().nullable(), receivedAt: instantOut })
      .nullable()
      .meta({ description: 'The first that came in through a source.' }),
    call: z
      .object({ leadId: id, leadName: z.string().nullable(), at: instantOut })
      .nullable()
      .meta({ description: 'A call by which somebody was reached.' }),
  })
  .meta({ id: 'FirstHour' });

const common = { tags: ['organisation'] } as const;

export const getFirstHour = contract({
  operationId: 'getFirstHour',
  ...common,
  method: 'get',
  path: '/api/first-hour',
  summary: 'The checklist of an organisation that begins, with what is missing',
  description:
    'Each step has a proof of its own: what is really there. Hours and the first flow may be confirmed as they are.',
  access: may('organisation.read'),
  responses: { 200: firstHour },
});

export const confirmFirstHour = contract({
  operationId: 'confirmFirstHour',
  ...common,
  method: 'post',
  path: '/api/first-hour/confirm',
  summary: 'Say that the hours, or the flow, are right as they are',
  access: may('flows.publish'),
  body: confirmation,
  responses: { 200: firstHour },
});

export const putFirstHourAway = contract({
  operationId: 'putFirstHourAway',
  ...common,
  method: 'put',
  path: '/api/first-hour/put-away',
  summary: 'Put the checklist away for everybody, or bring it back',
  access: may('organisation.administer'),
  body: puttingAway,
  responses: { 200: firstHour },
});
