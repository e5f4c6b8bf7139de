import { USER_STATUSES } from '../../../domain/platform/people/user-status.js';
import { z } from 'zod';
import { plain } from '../../../domain/platform/text/clean.js';
import { LEAD_STATUSES } from '../../../domain/leads/vocabulary/status.js';
import { ROLES } from '../../../domain/platform/access/roles.js';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { id, instantOut } from '../../http/contract.js';

/** Most of each kind. */
export const MOST_FOUND = 10;

export const search = contract({
  operationId: 'search',
  method: 'get',
  path: '/api/search',
  summary: 'Leads, people and flows by the beginnings of what they are called',
  description:
    `At most ${MOST_FOUND} of each kind. Leads: a whole e-mail, phone (with its country prefix), id (or its beginning, of ` +
    'eight characters or more) or externalId comes first; then leads of which each word that was typed ' +
    'begins a word of name, e-mail, externalId or phone, in any order, in upper or lower case, with or without accents. A phone is ' +
    'found as it is dialled at home, too (`0722 123`). The latest come first among the 1,000 received last; of ' +
    'older ones that fit, some. A REP finds own leads only, and neither people nor flows.',
  tags: ['search'],
  access: may('leads.search'),
  query: z.strictObject({ q: z.string().overwrite(plain).min(1, 'Give something to look for.').max(200) }),
  responses: {
    200: z.object({
      leads: z.array(
        z.object({
          id,
          name: z.string().nullable(),
          email: z.string().nullable(),
          phone: z.string().nullable(),
          externalId: z.string().nullable(),
          status: z.enum(LEAD_STATUSES),
          ownerId: id.nullable(),
          receivedAt: instantOut,
        }),
      ),
      users: z.array(
        z.object({
          id,
          name: z.string(),
          email: z.string(),
          role: z.enum(ROLES),
          status: z.enum(USER_STATUSES),
        }),
      ),
      flows: z.array(z.object({ id, key: z.string(), name: z.string(), active: z.boolean() })),
    }),
  },
});
