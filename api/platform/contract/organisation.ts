import { z } from 'zod';
import { may } from '../../http/access.js';
import { id, ifMatch, instantOut } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { organisationChange, organisationFields } from './bodies/organisation.js';

const keptDays = z.int().nullable().meta({ description: 'Null: for ever.' });

const organisation = z
  .object({
    id,
    ...organisationFields,
    installation: z
      .object({ readNoticeDays: keptDays, unreadNoticeDays: keptDays })
      .meta({ description: 'How long the installation keeps what an organisation may keep for less.' }),
    createdAt: instantOut,
  })
  .meta({ id: 'Organisation' });

const common = { tags: ['organisation'], path: '/api/organisation' } as const;

export const getOrganisation = contract({
  operationId: 'getOrganisation',
  ...common,
  method: 'get',
  summary: 'The organisation, its ways, and how its people sign in',
  access: may('organisation.read'),
  responses: { 200: organisation },
  responseHeaders: { ETag: 'Its revision, for `If-Match`.' },
});

export const patchOrganisation = contract({
  operationId: 'changeOrganisation',
  ...common,
  method: 'patch',
  summary: 'Change the organisation',
  description:
    'What is not named stays. Times are told in its zone, and numbers read by its language, from the next one on; calendars have zones ' +
    'of their own. Refused at their field: rules by which nobody could sign in, and notices that are to be kept for longer than the ' +
    'installation keeps any.',
  access: may('organisation.administer'),
  headers: ifMatch,
  body: organisationChange,
  responses: { 200: organisation },
  responseHeaders: { ETag: 'Its new revision.' },
  errors: [412],
});
