import { OFFER_MODES } from '../../../domain/engine/routing/definition.js';
import { z } from 'zod';
import { maySee } from '../../http/access.js';
import { ANSWER_STATUSES, OFFER_STATUSES } from '../../../domain/leads/vocabulary/offers.js';
import { contract } from '../../http/route.js';
import { id, instantOut, listQuery, namesById, page } from '../../http/contract.js';
import { explanation, leadAskedAbout } from './explanation.js';

const mode = z.enum(OFFER_MODES);

const answers = z
  .array(
    z.object({
      userId: id,
      status: z.enum(ANSWER_STATUSES),
      answeredAt: instantOut.nullable(),
      reason: z.string().nullable().meta({ description: 'Why it was declined.' }),
    }),
  )
  .meta({ description: 'Everybody who was asked. At most one is ACCEPTED.' });

/** An offer as a lead's detail shows it. */
export const leadOffer = z
  .object({
    sequence: z.int().meta({ description: "1 for the lead's first." }),
    mode,
    teamId: id,
    status: z.enum(OFFER_STATUSES),
    offeredAt: instantOut,
    expiresAt: instantOut,
    endedAt: instantOut.nullable(),
    answers,
    explanation,
  })
  .meta({ id: 'LeadOffer' });

const openOffer = z
  .object({
    leadId: id,
    sequence: z.int(),
    mode,
    offeredAt: instantOut,
    expiresAt: instantOut.meta({ description: 'An answer that is received later does not count.' }),
    ...leadAskedAbout,
    why: z.string().meta({ description: 'Why it was offered to whom it was offered, in words.' }),
    userIds: z.array(id).meta({ description: 'Who was asked.' }),
    answers,
    names: namesById.meta({ description: 'Of those who were asked, by id.' }),
  })
  .meta({ id: 'Offer' });

export const listOffers = contract({
  operationId: 'listOffers',
  method: 'get',
  path: '/api/offers',
  summary: 'Offers that are out, those that expire first first',
  description: 'A REP sees those that wait for their answer; others see all. Accept or decline at the lead.',
  tags: ['offers'],
  access: maySee('leads'),
  query: listQuery,
  responses: { 200: page(openOffer) },
});
