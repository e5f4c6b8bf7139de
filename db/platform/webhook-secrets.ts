import type { Database } from '../client.js';
import { resealAll, type Resealed } from './reseal.js';
import type { SecretBox } from './secret-box.js';

/** Where a webhook's secret is kept: sealed for it, it opens for no other one. */
export const webhookSecretPlace = (orgId: string, webhookId: string): string => `${orgId}/webhook/${webhookId}`;

/** Seals all secrets of webhooks anew, see `resealAll`. */
export const resealWebhookSecrets = (db: Database, box: SecretBox): Promise<Resealed> =>
  resealAll(db, box, {
    after: 'webhook_secrets_after',
    read: `SELECT webhook_id AS "of", ciphertext AS sealed, revoked_at IS NOT NULL AS revoked
      FROM webhook_secrets WHERE org_id = $1 AND id = $2 FOR UPDATE`,
    place: webhookSecretPlace,
    write: 'UPDATE webhook_secrets SET ciphertext = $3 WHERE org_id = $1 AND id = $2',
  });
