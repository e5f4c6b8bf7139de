import type { Database } from '../client.js';
import { resealAll, type Resealed } from './reseal.js';
import type { SecretBox } from './secret-box.js';

/** Where the secret of an app that makes codes is kept: sealed for it, it opens for no other one. */
export const factorPlace = (orgId: string, factorId: string): string => `${orgId}/factors/${factorId}`;

/** Seals the secrets of all apps that make codes anew, see `resealAll`. */
export const resealFactors = (db: Database, box: SecretBox): Promise<Resealed> =>
  resealAll(db, box, {
    after: 'factor_secrets_after',
    read: 'SELECT id AS "of", secret AS sealed, false AS revoked FROM factors WHERE org_id = $1 AND id = $2 FOR UPDATE',
    place: factorPlace,
    write: 'UPDATE factors SET secret = $3 WHERE org_id = $1 AND id = $2',
  });
