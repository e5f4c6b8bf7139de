import type { OfferAnswer, OfferState } from '../../../domain/leads/lead/state.js';
import type { Explanation } from '../../../domain/engine/routing/types.js';
import type { OrgTransaction } from '../../client.js';
import { ms } from '../../instants.js';

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
  tags: string[];
  receivedAtMs: number;
  deadlineAtMs: number | null;
  /** Why it was offered to these. */
  why: string;
  answers: OfferAnswer[];
  /** Of those who were asked, by id. */
  names: Record<string, string>;
}

const NAMES = `(SELECT json_object_agg(u.id, u.name)
  FROM offer_answers w JOIN users u ON u.org_id = w.org_id AND u.id = w.user_id
  WHERE w.org_id = o.org_id AND w.lead_id = o.lead_id AND w.sequence = o.sequence) AS names`;

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
  const values: unknown[] = [tx.orgId];
  const value = (one: unknown): string => `$${values.push(one)}`;
  const { after } = page;
  // One's own are looked up by who waits for an answer: the org's others are not read.
  const from =
    waitsFor === null
      ? 'offers o'
      : `offer_answers p JOIN offers o ON o.org_id = p.org_id AND o.lead_id = p.lead_id AND o.sequence = p.sequence
           AND p.org_id = $1 AND p.status = 'PENDING' AND p.user_id = ${value(waitsFor)}`;
  const position =
    after === null
      ? ''
      : `AND (o.expires_at, o.lead_id) > (${value(after.expiresAt)}::timestamptz, ${value(after.leadId)}::uuid)`;
  const { rows } = await tx.client.query<OpenOffer>(
    `SELECT o.lead_id AS "leadId", l.name AS "leadName", l.source, l.score, l.tags, ${ms('l.received_at')} AS "receivedAtMs",
       ${ms('l.deadline_at')} AS "deadlineAtMs",
       o.explanation->>'text' AS why, ${COLUMNS}, ${ANSWERS}, ${NAMES}
     FROM ${from} JOIN leads l ON l.org_id = o.org_id AND l.id = o.lead_id
     WHERE o.org_id = $1 AND o.status = 'OPEN' ${position}
     ORDER BY o.expires_at, o.lead_id LIMIT ${value(page.limit)}`,
    values,
  );
  return rows;
}
