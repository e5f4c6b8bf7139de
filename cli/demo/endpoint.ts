import { Webhook } from 'standardwebhooks';
import type { ProofKind } from '../../domain/leads/vocabulary/proofs.js';
import { RefusedError, request } from './http.js';

/** A lead as the adapter `standard` takes it. */
export interface LeadBody {
  externalId: string;
  name: string;
  email: string;
  phone?: string;
  message?: string;
  tags?: string[];
  attributes: Record<string, unknown>;
  consents?: { email?: boolean; sms?: boolean; whatsapp?: boolean };
  occurredAt?: string;
}

export interface ProofBody {
  lead: { externalId: string };
  kind: ProofKind;
  occurredAt: string;
  externalId: string;
  actor?: string;
  note?: string;
}

/** What a lead source and its CRM do: deliveries signed by Standard Webhooks, repeated until they are taken. */
export class SignedEndpoint {
  /** How often a delivery had to be sent again. */
  retries = 0;
  private readonly webhook: Webhook;

  constructor(
    private readonly apiUrl: string,
    readonly endpoint: { id: string; secret: string },
  ) {
    this.webhook = new Webhook(endpoint.secret);
  }

  /** @throws RefusedError when the answer is not 202. */
  async lead(webhookId: string, body: LeadBody): Promise<{ leadId: string; duplicate: boolean }> {
    return (await this.deliver('webhook', webhookId, body)) as { leadId: string; duplicate: boolean };
  }

  /** @throws RefusedError when the answer is not 202. */
  async proof(webhookId: string, body: ProofBody): Promise<void> {
    await this.deliver('proofs', webhookId, body);
  }

  private async deliver(what: 'webhook' | 'proofs', webhookId: string, content: unknown): Promise<unknown> {
    const body = JSON.stringify(content);
    const path = `/api/intake/${what}/${this.endpoint.id}`;
    const signed = () => {
      const now = new Date();
      return {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': webhookId,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': this.webhook.sign(webhookId, now, body),
        },
        body,
      };
    };
    const answer = await request(this.apiUrl + path, signed, { repeatable: true, onRetry: () => this.retries++ });
    if (answer.status !== 202) throw new RefusedError(`POST ${path}`, answer);
    return answer.body;
  }
}
