import type { LeadWorkItemKind } from '../../../../domain/leads/vocabulary/work-items.js';
import type { OrgTransaction } from '../../../client.js';

const KIND: LeadWorkItemKind = 'NOT_SETTLED';
const SUMMARY = 'The machine cannot bring this lead up to date: its clocks and reminders stand still until it can.';

/**
 * Tells the org that a lead cannot be settled, once while it lasts, and counts it.
 * @param told.fault what kind of fault, in words that hold nothing of a row
 */
export async function reportNotSettled(
  tx: OrgTransaction,
  { leadId, fault, at }: { leadId: string; fault: string; at: Date },
): Promise<void> {
  await tx.client.query(
    `WITH item AS (
       INSERT INTO work_items (org_id, id, kind, lead_id, summary, details, dedupe_key, cause, created_at)
       SELECT $1, gen_random_uuid(), $3, $2, $4, jsonb_build_object('fault', $5::text), cause || '@' || gen_random_uuid(), cause, $6
       FROM (SELECT 'not-settled:' || $2::uuid AS cause) c
       ON CONFLICT DO NOTHING RETURNING id),
     counted AS (
       INSERT INTO counters (name, value) SELECT 'leads_not_settled_total', 1 FROM item
       ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value)
     INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id, after)
     SELECT $1, $6, 'system', 'work_item.created', 'work_item', id, $2, jsonb_build_object('kind', $3::text, 'summary', $4::text)
     FROM item`,
    [tx.orgId, leadId, KIND, SUMMARY, fault, at],
  );
}
