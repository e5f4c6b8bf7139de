import { z } from 'zod';
import { CONFIRMED_STEPS } from '../../../../domain/leads/first-hour/first-hour.js';

export const confirmation = z
  .strictObject({
    step: z.enum(CONFIRMED_STEPS).meta({ description: 'What is right as it is: the hours, or the flow.' }),
  })
  .meta({ id: 'FirstHourConfirmation' });

export const puttingAway = z
  .strictObject({ putAway: z.boolean().meta({ description: 'False: it is to be there again.' }) })
  .meta({ id: 'FirstHourPutAway' });
