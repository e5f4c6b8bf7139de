import { z } from 'zod';
import { MOST_SUPPORT_HOURS, SUPPORT_LEVELS } from '../../../../domain/platform/access/support.js';
import { label } from '../../../http/fields.js';

/** Letting an operator look in, for a while. */
export const newSupportBody = z
  .strictObject({
    level: z.enum(SUPPORT_LEVELS),
    hours: z
      .int()
      .min(1, 'Give at least an hour.')
      .max(
        MOST_SUPPORT_HOURS,
        `A support session lasts ${MOST_SUPPORT_HOURS} hours at most: grant another when it is over.`,
      ),
    reason: label.meta({
      description: 'Operators read it, and it stands in the audit log.',
      example: 'No leads since noon',
    }),
  })
  .meta({ id: 'NewSupportSession', example: { level: 'READ', hours: 4, reason: 'No leads since noon' } });
