import { z } from 'zod';
import { CALL_OUTCOMES, PROOF_KINDS } from '../../../domain/leads/vocabulary/proofs.js';
import { instant } from '../../http/instants.js';
import { zodIssues, type Issue } from '../../http/issues.js';
import { storable, storageIssues } from '../../http/storable.js';
import { isBlank, isObject, without } from './json-values.js';

const reference = z.string().min(1).max(200);

/** What a call came to; a sender that does not know leaves it out. */
export const callOutcome = z
  .enum(CALL_OUTCOMES)
  .optional()
  .meta({
    description:
      'Of `CALL_LOGGED` only: what the call came to. Which outcomes stop a clock is the word of its flow (default: REACHED); ' +
      'without one the call counts as one that reached somebody.',
  });

/** Only calls have an outcome. */
export const OUTCOME_OF_CALLS = {
  holds: ({ kind, outcome }: { kind: string; outcome?: unknown }): boolean =>
    outcome === undefined || kind === 'CALL_LOGGED',
  issue: { path: ['outcome'], message: 'Only CALL_LOGGED has an outcome.' },
};

/** `POST /api/intake/proofs/{endpointId}`: what a CRM reports that a rep did. */
export const proofWebhookBody = z
  .strictObject({
    lead: z
      .union(
        [
          z.strictObject({ id: reference }),
          z.strictObject({
            externalId: reference,
            endpointId: z.string().min(1).max(200).optional().meta({
              description: 'Where the lead came in: needed where several endpoints have that externalId.',
            }),
          }),
        ],
        { error: 'Give either { "id": "…" } or { "externalId": "…" }.' },
      )
      .meta({
        description: "The lead, by Pinggo's id or by its id at the sender that brought it.",
        example: { externalId: 'crm-991' },
      }),
    kind: z.enum(PROOF_KINDS).meta({ example: 'CALL_LOGGED' }),
    outcome: callOutcome,
    occurredAt: instant.meta({ description: 'When it happened; this is what the clock counts.' }),
    externalId: reference.meta({
      description: "The proof's id at the sender: sent twice, it is one proof.",
      example: 'call-7731',
    }),
    actor: z.string().min(1).max(200).optional().meta({ description: 'Who did it, as the sender names them.' }),
    note: z.string().max(10_000).optional(),
  })
  .refine(OUTCOME_OF_CALLS.holds, OUTCOME_OF_CALLS.issue)
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
