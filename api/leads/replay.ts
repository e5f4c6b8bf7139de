import { decideDeadLetter, type DeadLetterRow } from '../../db/leads/queries/dead-letters.js';
import { writeLeadAudit } from '../../db/leads/queries/audit.js';
import { takeInLeads } from '../../db/leads/queries/intake.js';
import type { EndpointRow } from '../../db/leads/queries/endpoints.js';
import { fewNotes, intakeNote } from '../../domain/leads/lead/intake-notes.js';
import { iso } from '../http/contract.js';
import type { Stamp } from '../http/stamp.js';
import type { LeadsDeps } from './deps.js';
import type { NormalisedLead } from './intake/lead-body.js';
import { newLead, takenInAnswer } from './routes/intake.js';
import { draftOf } from './views/dead-letters.js';

/**
 * Takes a dead letter in as a lead of its endpoint, and resolves its work item. Two people at once, or one twice: it becomes one lead.
 * @param lead as it should have come
 * @returns what is answered, and whether this was the one that took it in
 */
export async function replayAs(
  { db }: Pick<LeadsDeps, 'db'>,
  letter: DeadLetterRow,
  endpoint: Pick<EndpointRow, 'id' | 'source'>,
  lead: NormalisedLead,
  stamp: Stamp,
) {
  const { orgId } = letter;
  const taken = await takeInLeads(
    db,
    {
      orgId,
      endpointId: endpoint.id,
      actor: stamp.actor,
      traceId: stamp.traceId,
      inbox: { scope: 'dead-letter', key: letter.id, bodyHash: letter.contentHash },
    },
    [newLead({ ...lead, occurredAt: lead.occurredAt ?? iso(letter.receivedAt) }, endpoint.source)],
  );
  const answer = takenInAnswer(taken, 'id');
  const isFirst = await db.inOrg(orgId, async (tx) => {
    const outcome = { status: 'REPLAYED', leadId: answer.leadId } as const;
    const decided = await decideDeadLetter(tx, letter.id, { at: stamp.at, by: stamp.actor, ...outcome });
    if (!decided?.changed) return false;
    await writeLeadAudit(tx, {
      ...stamp,
      action: 'dead_letter.replayed',
      entity: { type: 'dead_letter', id: letter.id },
      leadId: answer.leadId,
      after: { endpointId: endpoint.id },
    });
    return true;
  });
  return { answer, isFirst };
}

/** What a person typed, with all else that was sent. The person asked when the delivery came, not when it was mended. */
export function mendedLead(typed: NormalisedLead, letter: DeadLetterRow): NormalisedLead {
  const sent = draftOf(letter);
  const isEmpty = (value: object): boolean => Object.keys(value).length === 0;
  return {
    ...typed,
    externalId: typed.externalId ?? sent?.externalId ?? null,
    source: typed.source ?? sent?.source ?? null,
    tags: typed.tags.length === 0 ? (sent?.tags ?? []) : typed.tags,
    attributes: isEmpty(typed.attributes) ? (sent?.attributes ?? {}) : typed.attributes,
    consents: isEmpty(typed.consents) ? (sent?.consents ?? {}) : typed.consents,
    occurredAt: typed.occurredAt ?? sent?.occurredAt ?? null,
    language: typed.language ?? sent?.language ?? null,
    country: typed.country ?? sent?.country ?? null,
    intakeNotes: fewNotes([intakeNote('', 'MENDED'), ...typed.intakeNotes, ...(sent?.intakeNotes ?? [])]),
  };
}
