import { z } from 'zod';
import { SETUP_LINK_STANDINGS } from '../../../domain/platform/orgs/setup-link.js';
import { PUBLIC } from '../../http/access.js';
import { instantOut, problem } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { inCookie, keepsSession } from './auth.js';
import { session } from './bodies/session.js';
import { setupBody, setupToken } from './bodies/setup.js';

const common = { tags: ['setup'], access: PUBLIC } as const;
const gone = {
  schema: problem,
  description:
    'The link does not work (any more): `details.standing` says whether it was used, is too old, was replaced by a later one, is ' +
    'not needed as there is an organisation, or is unknown',
};

export const checkSetupLink = contract({
  operationId: 'checkSetupLink',
  ...common,
  method: 'post',
  path: '/api/setup/link',
  summary: 'How a setup link stands',
  description: 'Changes nothing. Too many that fail are held up, as log-ins are (429 with `Retry-After`).',
  body: z.strictObject({ token: setupToken }),
  responses: {
    200: z
      .object({
        standing: z.enum(SETUP_LINK_STANDINGS),
        expireAt: instantOut.nullable().meta({ description: 'Null: of a link that nobody made.' }),
      })
      .meta({ id: 'SetupLink' }),
  },
});

export const setUp = contract({
  operationId: 'setUp',
  ...common,
  method: 'post',
  path: '/api/setup',
  summary: 'Make the first organisation and its admin, and sign them in',
  description:
    'By a setup link, which works once, for 24 hours, and only while there is no organisation. The organisation begins with office ' +
    'hours, a team and a flow that takes every lead.',
  headers: inCookie,
  body: setupBody,
  responses: { 201: session, 410: gone },
  responseHeaders: keepsSession,
});
