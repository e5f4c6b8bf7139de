import type { OfferAnswer, OfferState } from '../../domain/lead/state.js';
import type { Explanation } from '../../domain/routing/types.js';
import type { OrgTransaction } from '../client.js';
import { ms } from './instants.js';

const ANSWERS = `(SELECT json_agg(json_build_object('userId', w.user_id, 'status', w.status,
    'answeredAtMs', ${ms('w.answered_at')}, 'reason', w.reason) ORDER BY w.user_id)
  FROM offer_answers w WHERE w.org_id = o.org_id AND w.lead_id = o.lead_id AND w.sequence = o.sequence) AS answers`;

const COLUMNS = `o.sequence, o.mode, o.team_id AS "teamId", o.status, ${ms('o.offered_at')} AS "offeredAtMs",
  ${ms('o.expires_at')} AS "expiresAtMs", ${ms('o.ended_at')} AS "endedAtMs"`;

/** All offers of a lead in their order, with their whole explanations. */
export async function offersOf(
  tx: OrgTransaction,
  leadId: string,
): Promise<(OfferState & { explanation: Explanation })[]> {
  const { rows } = await tx.client.query<OfferState & { explanation: Explanation }>({
    name: 'offers_of_lead',
    text: `SELECT ${COLUMNS}, o.explanation->>'text' AS "explanationText", o.explanation, ${ANSWERS}
           FROM offers o WHERE o.org_id = $1 AND o.lead_id = $2 ORDER BY o.sequence`,
    values: [tx.orgId, leadId],
  });
  return rows;
}

export interface OpenOffer extends Pick<OfferState, 'sequence' | 'mode' | 'offeredAtMs' | 'expiresAtMs'> {
  leadId: string;
  leadName: string | null;
  source: string;
  score: number | null;
  /** The explanation of the decision to ask, in words. */
  why: string;
  answers: OfferAnswer[];
}

/**
 * Offers that are out, those that expire first first.
 * @param waitsFor only those that this user has not answered yet; null: all of the org
 * @param after where the page before ended
 */
export async function listOpenOffers(
  tx: OrgTransaction,
  waitsFor: string | null,
  page: { limit: number; after: { expiresAt: string; leadId: string } | null },
): Promise<OpenOffer[]> {
  const { rows } = await tx.client.query<OpenOffer>(
    `SELECT o.lead_id AS "leadId", l.name AS "leadName", l.source, l.score,
       o.explanation->>'text' AS why, ${COLUMNS}, ${ANSWERS}
     FROM offers o JOIN leads l ON l.org_id = o.org_id AND l.id = o.lead_id
     WHERE o.org_id = $1 AND o.status = 'OPEN'
       AND ($2::uuid IS NULL OR EXISTS (SELECT 1 FROM offer_answers p WHERE p.org_id = o.org_id
         AND p.lead_id = o.lead_id AND p.sequence = o.sequence AND p.user_id = $2 AND p.status = 'PENDING'))
       AND ($3::timestamptz IS NULL OR (o.expires_at, o.lead_id) > ($3, $4::uuid))
     ORDER BY o.expires_at, o.lead_id LIMIT $5`,
    [tx.orgId, waitsFor, page.after?.expiresAt ?? null, page.after?.leadId ?? null, page.limit],
  );
  return rows;
}
