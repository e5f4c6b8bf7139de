import { z } from 'zod';
import { instant } from '../../../http/fields.js';

export const newTimeOff = z
  .strictObject({
    from: instant.meta({ description: 'May have passed: then it begins at once.' }),
    to: instant,
    reason: z.string().trim().min(1).max(500).nullish(),
    replan: z
      .boolean()
      .default(true)
      .meta({ description: 'False: the open leads stay; no new ones come, and offers that wait are withdrawn.' }),
  })
  .meta({
    id: 'NewTimeOff',
    example: { from: '2026-12-21T06:00:00Z', to: '2027-01-04T06:00:00Z', reason: 'Winter holidays' },
  });
