import { z } from 'zod';
import { WEEKDAYS } from '../../../domain/engine/calendars/types.js';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { quietHoursBody } from './bodies/quiet-hours.js';

const common = { tags: ['me'], access: may('profile.own'), path: '/api/me/quiet-hours' } as const;

/** @param kinds what a person can be told: the products know, the platform does not */
export function quietHoursContracts(kinds: readonly [string, ...string[]]) {
  const quietHours = z.object({
    days: z.array(z.enum(WEEKDAYS)),
    from: z.string(),
    to: z.string(),
    letThrough: z.array(z.enum(kinds)),
  });
  const shown = z
    .object({
      quietHours: quietHours.nullable().meta({ description: 'Null: mails come at any hour.' }),
      timeZone: z.string().meta({ description: 'By whose clock they go.' }),
    })
    .meta({ id: 'QuietHours' });
  return {
    get: contract({
      operationId: 'getQuietHours',
      ...common,
      method: 'get',
      summary: 'When one wants no mail',
      responses: { 200: shown },
    }),
    put: contract({
      operationId: 'setQuietHours',
      ...common,
      method: 'put',
      summary: 'Say when one wants no mail',
      description:
        'Notices are in the app at once; their mails wait to the end of the quiet hours. What waits goes by what counts now. Mails about ' +
        'signing in never wait.',
      body: z.strictObject({ quietHours: quietHoursBody(kinds).nullable() }),
      responses: { 200: shown },
    }),
  };
}
