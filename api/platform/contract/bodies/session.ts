import { z } from 'zod';
import { SECOND_FACTORS } from '../../../../domain/platform/access/sessions.js';

/** As it was given at log-in or at the last refresh. */
export const refreshToken = z
  .string()
  .min(1)
  .max(200)
  .meta({ description: 'As it was given at log-in or at the last refresh.' });

export const session = z
  .object({
    accessToken: z.string().meta({ description: 'A JWT; send it as `Authorization: Bearer …`.' }),
    refreshToken: z
      .string()
      .optional()
      .meta({ description: 'Good for one refresh. Left out where the session is kept in a cookie.' }),
    expiresIn: z.int().meta({ description: "Seconds of the access token's life.", example: 900 }),
  })
  .meta({ id: 'Session' });

/** What a browser is to do, as JSON: its words are those of Web Authentication. */
export const passkeyOptions = z
  .looseObject({ challenge: z.string() })
  .meta({ id: 'PasskeyOptions', description: 'For `navigator.credentials`, as JSON.' });

/** Half a sign-in: who somebody is was shown once, and is to be shown by a second factor. */
export const factorAsked = z
  .object({
    challenge: z.string().meta({ description: 'Answer it at POST /api/auth/factor.' }),
    ways: z.array(z.enum(SECOND_FACTORS)).meta({ description: 'What it can be answered by.' }),
    passkey: passkeyOptions.nullable().meta({ description: 'Null: there is no passkey.' }),
    expiresIn: z.int().meta({ description: 'Seconds in which it can be answered.', example: 300 }),
  })
  .meta({ id: 'FactorAsked' });

/** What everybody gets who has shown who they are, by whatever way: a session, or a question. */
export const signedIn = z.union([session, factorAsked]);
