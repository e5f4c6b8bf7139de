import { ABSENCE_CAUSES } from '../../../domain/platform/absence/cause.js';
import { z } from 'zod';
import { ABSENCE_STAGES } from '../../../domain/platform/absence/absence.js';
import { may, maySee } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { newTimeOff } from './bodies/time-off.js';
import { givenId, id, idParams, instantOut, listQuery, page } from '../../http/contract.js';

const absence = z
  .object({
    id,
    userId: id,
    cause: z.enum(ABSENCE_CAUSES),
    status: z.enum(ABSENCE_STAGES),
    from: instantOut,
    to: instantOut.nullable().meta({ description: 'Null: a deactivation that goes on.' }),
    reason: z.string().nullable().meta({ description: 'As it was given; shown here only.' }),
    replan: z.boolean().meta({ description: 'Whether the open leads go to others when it begins.' }),
    leadsFound: z.int().nullable().meta({ description: 'Open leads found when it began; null before.' }),
    leadsReplanned: z.int().meta({ description: 'Of them, those that were planned anew so far.' }),
    replannedAt: instantOut.nullable().meta({ description: 'When none was left.' }),
    cancelledAt: instantOut.nullable(),
    createdAt: instantOut,
  })
  .meta({ id: 'Absence' });

const common = { tags: ['users'], entity: 'user' } as const;
const one = { tags: ['users'], entity: 'absence', params: z.object({ id: givenId, absenceId: givenId }) } as const;

export const listTimeOff = contract({
  operationId: 'listTimeOff',
  ...common,
  method: 'get',
  path: '/api/users/{id}/time-off',
  summary: "A person's absences, the latest beginning first, with the progress of their re-planning",
  access: maySee('time_off'),
  params: idParams,
  query: listQuery,
  responses: { 200: page(absence) },
});

export const getTimeOff = contract({
  operationId: 'getTimeOff',
  ...one,
  method: 'get',
  path: '/api/users/{id}/time-off/{absenceId}',
  summary: 'One absence',
  access: maySee('time_off'),
  responses: { 200: absence },
});

export const planTimeOff = contract({
  operationId: 'planTimeOff',
  ...common,
  method: 'post',
  path: '/api/users/{id}/time-off',
  summary: 'Plan time off: of anybody, or one’s own',
  description:
    'Nobody gets new leads during time off. When it begins, the open leads are routed again, 50 at a time: the ' +
    "customer's clocks go on, the rep's own begin anew. Nothing moves back when it ends.",
  access: may('time_off.plan.own', 'time_off.plan'),
  params: idParams,
  body: newTimeOff,
  responses: { 201: absence },
  errors: [409],
});

export const cancelTimeOff = contract({
  operationId: 'cancelTimeOff',
  ...one,
  method: 'delete',
  path: '/api/users/{id}/time-off/{absenceId}',
  summary: 'Cancel time off that is not over',
  description: 'Leads that were moved already stay where they are. A deactivation ends when the person is activated.',
  access: may('time_off.plan.own', 'time_off.plan'),
  responses: { 200: absence },
  errors: [409],
});
