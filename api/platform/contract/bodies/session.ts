import { z } from 'zod';

/** As it was given at log-in or at the last refresh. */
export const refreshToken = z
  .string()
  .min(1)
  .max(200)
  .meta({ description: 'As it was given at log-in or at the last refresh.' });

/** What everybody gets who has shown who they are, by whatever way. */
export const signedIn = z
  .object({
    accessToken: z.string().meta({ description: 'A JWT; send it as `Authorization: Bearer …`.' }),
    refreshToken: z.string().meta({ description: 'Good for one refresh within 30 days.' }),
    expiresIn: z.int().meta({ description: "Seconds of the access token's life.", example: 900 }),
  })
  .meta({ id: 'Session' });
