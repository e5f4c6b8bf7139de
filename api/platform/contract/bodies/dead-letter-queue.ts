import { z } from 'zod';

export const discardBody = z.strictObject({
  reason: z.string().trim().min(1, 'Say why.').max(500, 'Use at most 500 characters.'),
});
