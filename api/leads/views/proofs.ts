import type { RecordedProof } from '../../../db/leads/queries/proofs.js';
import { conflict, unprocessable, validation, type ApiError } from '../../http/errors.js';

/** The same id or key came before, with another body. @param sent its name, e.g. `webhook-id` */
export const otherBody = (sent: string): ApiError =>
  unprocessable(`This ${sent} was used before, with another body`, [
    `Send the first body again to get its answer, or a new ${sent} for a new one.`,
  ]);

type Recorded = { proofId: string; leadId: string; duplicate: boolean };

/**
 * What became of a proof, as an answer.
 * @param key the name of what made it idempotent, for words
 * @param missing the route's 404
 * @throws ApiError for every refusal.
 */
export function proofAnswer(recorded: RecordedProof, key: string, missing: () => ApiError): Recorded {
  switch (recorded.verdict) {
    case 'RECORDED':
    case 'DUPLICATE':
      return {
        proofId: recorded.proofId,
        leadId: recorded.leadId,
        duplicate: recorded.verdict === 'DUPLICATE',
      };
    case 'UNKNOWN_LEAD':
      throw missing();
    case 'OTHER_BODY':
      throw otherBody(key);
    case 'AMBIGUOUS_LEAD':
      throw conflict('Leads of several endpoints have this externalId', [
        'Name the endpoint where the lead came in (lead.endpointId), or the lead by its id.',
      ]);
    case 'BEFORE_LEAD':
      throw validation([{ path: 'occurredAt', message: beforeLead(recorded.lead) }]);
    case 'IN_FUTURE':
      throw validation([
        { path: 'occurredAt', message: `This is in the future: it is ${recorded.now.toISOString()} now.` },
      ]);
  }
}

function beforeLead({ occurredAt, receivedAt }: { occurredAt: Date | null; receivedAt: Date }): string {
  return occurredAt === null
    ? `This is more than a day before the lead, which was received at ${receivedAt.toISOString()}.`
    : `This is more than five minutes before the person asked, at ${earlier(occurredAt, receivedAt).toISOString()}.`;
}

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
