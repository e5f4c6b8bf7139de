import { z } from 'zod';
import { id, instantOut } from '../../http/contract.js';

/** A secret in the answer to who had it made. */
export const secretOut = z
  .string()
  .meta({ description: 'This is the only time that it is shown.', example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' });

/** What may be seen of one afterwards. */
export const secretLife = {
  id,
  createdAt: instantOut,
  expireAt: instantOut.nullable(),
  revokedAt: instantOut.nullable(),
};
