import type { Webhook } from 'standardwebhooks';
import { v7 as newId } from 'uuid';

/** A request that its endpoint accepts. */
export interface Signed {
  path: string;
  headers: Record<string, string>;
  body: string;
}

function sign(webhook: Webhook, path: string, content: unknown): Signed {
  const body = JSON.stringify(content);
  const id = `msg_${newId()}`;
  const at = new Date();
  return {
    path,
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': webhook.sign(id, at, body),
    },
  };
}

/** A delivery of a new lead, good for five minutes. */
export function signedLead(webhook: Webhook, endpointId: string): Signed {
  const id = newId();
  return sign(webhook, `/api/intake/webhook/${endpointId}`, {
    externalId: `crm-${id}`,
    name: 'Ana Pop',
    email: `ana.${id}@example.com`,
    phone: '+40 722 123 456',
    message: 'I saw your offer and would like to know more.',
    attributes: { budget: 12000, city: 'Cluj' },
  });
}

/** A call about a lead, that was just made. */
export function signedProof(webhook: Webhook, endpointId: string, leadId: string): Signed {
  return sign(webhook, `/api/intake/proofs/${endpointId}`, {
    lead: { id: leadId },
    kind: 'CALL_LOGGED',
    occurredAt: new Date().toISOString(),
    externalId: `call-${newId()}`,
  });
}
