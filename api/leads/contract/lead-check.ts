import { z } from 'zod';
import { LEAD_STATUSES } from '../../../domain/leads/vocabulary/status.js';
import { may } from '../../http/access.js';
import { id, instantOut } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { newLeadBody } from './leads.js';

export const checkLead = contract({
  operationId: 'checkLead',
  method: 'post',
  path: '/api/leads/check',
  summary: 'What would become of a lead, before it is added',
  description:
    'Takes what `POST /api/leads` takes, and stores nothing. Unlike there, a phone that cannot be read is refused beside an ' +
    'e-mail address, too: whoever typed it is there to correct it.',
  tags: ['leads'],
  access: may('leads.write'),
  withoutKey: 'CHANGES_NOTHING',
  body: newLeadBody,
  responses: {
    200: z
      .object({
        email: z.string().nullable(),
        phone: z.string().nullable().meta({ description: 'As it was read: E.164.' }),
        phoneExtension: z.string().nullable(),
        country: z.string().nullable(),
        flow: z
          .object({ id, name: z.string(), version: z.int() })
          .nullable()
          .meta({ description: 'The flow that would take it; null: none, and a person is asked.' }),
        samePerson: z
          .array(
            z.object({
              leadId: id,
              name: z.string().nullable(),
              status: z.enum(LEAD_STATUSES),
              ownerId: id.nullable(),
              receivedAt: instantOut,
            }),
          )
          .meta({ description: "The same person's leads that the caller sees, the latest first." }),
        becomes: z.enum(['NEW', 'ATTACHED', 'LINKED']).meta({
          description: 'ATTACHED: closed at once, as a duplicate of the open lead. LINKED: beside the latest one.',
        }),
      })
      .meta({ id: 'LeadCheck' }),
  },
});
