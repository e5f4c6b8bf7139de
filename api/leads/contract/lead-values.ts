import { z } from 'zod';
import { maySee } from '../../http/access.js';
import { contract } from '../../http/route.js';

/** So many of the latest leads are looked at, so that it is quick however many there are. */
export const LOOKED_AT = 2_000;

const seen = z.array(z.string());

export const leadValues = contract({
  operationId: 'listLeadValues',
  method: 'get',
  path: '/api/lead-values',
  summary: 'What leads are tagged with, and which attributes they have',
  description: `Of the latest ${LOOKED_AT} leads that the caller sees, what most of them have first; at most 200 of each.`,
  tags: ['leads'],
  access: maySee('leads'),
  responses: { 200: z.object({ tags: seen, attributes: seen.meta({ description: 'Their names.' }) }) },
});
