import type { Database } from '../client.js';
import { resealAll, type Resealed } from '../platform/reseal.js';
import type { SecretBox } from '../platform/secret-box.js';

/** Where an endpoint's secret is kept: sealed for it, it opens for no other one. */
export const secretPlace = (orgId: string, endpointId: string): string => `${orgId}/${endpointId}`;

/** Seals all secrets of endpoints anew, see `resealAll`. A revoked one is never opened again, and may be unreadable. */
export const resealSecrets = (db: Database, box: SecretBox): Promise<Resealed> =>
  resealAll(db, box, {
    after: 'endpoint_secrets_after',
    read: `SELECT endpoint_id AS "of", ciphertext AS sealed, revoked_at IS NOT NULL AS revoked
      FROM endpoint_secrets WHERE org_id = $1 AND id = $2 FOR UPDATE`,
    place: secretPlace,
    write: 'UPDATE endpoint_secrets SET ciphertext = $3 WHERE org_id = $1 AND id = $2',
  });
