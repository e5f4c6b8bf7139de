import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { secretPlace } from '../../db/leads/endpoint-secrets.js';
import { createSecretBox } from '../../db/platform/secret-box.js';
import type { World } from './world.js';

/** A lead source with an endpoint of its own, who signs by Standard Webhooks. */
export interface Sender {
  endpointId: string;
  /** Posts one message. Given the same id again it is the same message, sent once more. */
  post(url: string, body: object, id?: string): Promise<Response>;
}

/** Adds an endpoint to the world, its secret encrypted with the API's key, and gives its sender. */
export async function addSender(world: World, flowId: string, secretsKey: string): Promise<Sender> {
  const secret = `whsec_${randomBytes(24).toString('base64')}`;
  const endpointId = randomUUID();
  await world.sql.query(
    `INSERT INTO endpoints (org_id, id, name, source, adapter, flow_id) VALUES ($1, $2, 'web', 'web', 'standard', $3)`,
    [world.orgId, endpointId, flowId],
  );
  await world.sql.query('INSERT INTO endpoint_secrets (org_id, id, endpoint_id, ciphertext) VALUES ($1, $2, $3, $4)', [
    world.orgId,
    randomUUID(),
    endpointId,
    createSecretBox(secretsKey).encrypt(secret, secretPlace(world.orgId, endpointId)),
  ]);
  const webhook = new Webhook(secret);
  return {
    endpointId,
    post(url, body, id = `msg_${randomUUID()}`) {
      const text = JSON.stringify(body);
      const now = new Date();
      return fetch(url, {
        method: 'POST',
        body: text,
        signal: AbortSignal.timeout(5_000),
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': webhook.sign(id, now, text),
        },
      });
    },
  };
}
