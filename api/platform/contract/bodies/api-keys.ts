import { z } from 'zod';
import { SCOPES } from '../../../../domain/platform/access/grants.js';
import { instant, label } from '../../../http/fields.js';
import { overlapOf } from './overlap.js';

export const scope = z.enum(SCOPES);

export const newApiKeyBody = z
  .strictObject({
    name: label,
    scopes: z
      .array(scope)
      .min(1, 'Give at least one scope.')
      .refine((scopes) => new Set(scopes).size === scopes.length, 'Name each scope once.'),
    expireAt: instant.nullish(),
  })
  .meta({ id: 'NewApiKey', example: { name: 'CRM', scopes: ['leads:write'] } });

export const keyRotation = z
  .strictObject({
    overlap: overlapOf('How long the key before it stays good.'),
    expireAt: instant.nullish().meta({ description: 'When the new one ends; left out: never.' }),
  })
  .prefault({});
