import { z } from 'zod';
import { DEAD_LETTER_STATUSES } from '../../../domain/leads/vocabulary/dead-letters.js';
import { may } from '../../http/access.js';
import { givenId, id, idParams, instantOut, issue, page, pageQuery } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { standardLeadBody } from '../intake/lead-body.js';
import { reason, takenIn } from './leads.js';

const fields = {
  id,
  endpointId: id,
  endpointName: z.string().nullable(),
  adapter: z.string(),
  receivedAt: instantOut,
  status: z.enum(DEAD_LETTER_STATUSES),
  issues: z.array(issue).meta({ description: 'Why it could not become a lead.' }),
  decidedAt: instantOut.nullable(),
  decidedBy: z.string().nullable(),
  decidedByName: z.string().nullable(),
  reason: z.string().nullable().meta({ description: 'Why it was discarded.' }),
  leadId: id.nullable().meta({ description: 'The lead that it became.' }),
};
const letter = z.object(fields).meta({ id: 'DeadLetterItem' });

const text = z.string().nullable();
const letterWithBody = z
  .object({
    ...fields,
    body: z.string().meta({ description: 'What was sent of this person, as text.' }),
    draft: z
      .object({ name: text, email: text, phone: text, message: text, externalId: text })
      .nullable()
      .meta({ description: 'What could be read of it, to be mended; null: nothing.' }),
  })
  .meta({ id: 'DeadLetter' });

const common = { tags: ['dead letters'], entity: 'dead letter' } as const;

export const listDeadLetters = contract({
  operationId: 'listDeadLetters',
  ...common,
  method: 'get',
  path: '/api/dead-letters',
  summary: 'Deliveries that could not become leads, newest first',
  access: may('work_items.read'),
  query: z.strictObject({
    ...pageQuery,
    status: z.enum(DEAD_LETTER_STATUSES).optional(),
    endpointId: givenId.optional(),
  }),
  responses: { 200: page(letter) },
});

export const getDeadLetter = contract({
  operationId: 'getDeadLetter',
  ...common,
  method: 'get',
  path: '/api/dead-letters/{id}',
  summary: 'One of them, with what was sent',
  access: may('work_items.read'),
  params: idParams,
  responses: { 200: letterWithBody },
});

export const replayDeadLetter = contract({
  operationId: 'replayDeadLetter',
  ...common,
  method: 'post',
  path: '/api/dead-letters/{id}/replay',
  summary: 'Take it in as a lead, mended',
  description:
    'The body is the lead as it should have come; what it leaves out of tags, attributes, consents and ids is taken from what ' +
    'was sent. The lead belongs to the same endpoint, and its work item is resolved. 409: somebody decided it before.',
  access: may('work_items.resolve'),
  params: idParams,
  body: standardLeadBody,
  responses: { 202: { schema: takenIn, description: 'Committed; its workflow starts right after.' } },
  errors: [409],
});

export const discardDeadLetter = contract({
  operationId: 'discardDeadLetter',
  ...common,
  method: 'post',
  path: '/api/dead-letters/{id}/discard',
  summary: 'Say that nobody is waiting behind it',
  description: 'It stays to be read, and its work item is resolved. 409: somebody decided it before.',
  access: may('work_items.resolve'),
  params: idParams,
  body: z.strictObject({ reason: reason.optional() }).prefault({}),
  responses: { 200: letterWithBody },
  errors: [409],
});
