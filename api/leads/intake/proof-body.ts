import { z } from 'zod';
import { PROOF_KINDS } from '../../../domain/leads/vocabulary/proofs.js';
import { instant } from '../../http/instants.js';
import { zodIssues, type Issue } from '../../http/issues.js';
import { storable, storageIssues } from '../../http/storable.js';
import { isBlank, isObject, without } from './adapters/json-values.js';

const reference = z.string().min(1).max(200);

/** `POST /api/intake/proofs/{endpointId}`: what a CRM reports that a rep did. */
export const proofWebhookBody = z
  .strictObject({
    lead: z
      .union([z.strictObject({ id: reference }), z.strictObject({ externalId: reference })], {
        error: 'Give either { "id": "…" } or { "externalId": "…" }.',
      })
      .meta({
        description: "The lead, by Pinggo's id or by the id of its source.",
        example: { externalId: 'crm-991' },
      }),
    kind: z.enum(PROOF_KINDS).meta({ example: 'CALL_LOGGED' }),
    occurredAt: instant.meta({ description: 'When it happened; this is what the clock counts.' }),
    externalId: reference.meta({
      description: "The proof's id at the sender: sent twice, it is one proof.",
      example: 'call-7731',
    }),
    actor: z.string().min(1).max(200).optional().meta({ description: 'Who did it, as the sender names them.' }),
    note: z.string().max(10_000).optional(),
  })
  .superRefine((body, ctx) => {
    for (const issue of storageIssues(body)) {
      ctx.addIssue({ code: 'custom', path: issue.path.split('.'), message: issue.message });
    }
  })
  .meta({ id: 'IntakeProof', description: 'Evidence that somebody was contacted, reported by a CRM.' });

export type ProofWebhookBody = z.infer<typeof proofWebhookBody>;

export type ProofResult = { ok: true; proof: ProofWebhookBody } | { ok: false; issues: Issue[] };

/** A CRM's body with what cannot be stored repaired, and without optional fields that are blank: neither may cost the proof. */
export function mendedProof(json: unknown): unknown {
  const { value } = storable(json);
  if (!isObject(value)) return value;
  return without(
    value,
    ['actor', 'note'].filter((field) => isBlank(value[field])),
  );
}

/** Reads a proof webhook's body; `occurredAt` comes out as ISO 8601 UTC. */
export function parseProofBody(json: unknown): ProofResult {
  const parsed = proofWebhookBody.safeParse(json);
  return parsed.success ? { ok: true, proof: parsed.data } : { ok: false, issues: zodIssues(parsed.error) };
}
