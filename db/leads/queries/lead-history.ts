import { and, asc, desc, eq } from 'drizzle-orm';
import type { Explanation } from '../../../domain/engine/routing/types.js';
import type { Receipt } from '../../../domain/engine/sla/clock.js';
import type { OrgTransaction } from '../../client.js';
import { assignments } from '../schema/assignments.js';
import { audit } from '../../platform/schema/audit.js';
import { clocks } from '../schema/clocks.js';
import { laterDeliveries } from '../schema/later-deliveries.js';
import { proofs } from '../schema/proofs.js';
import type { SaidAgain } from '../../../domain/leads/vocabulary/sent-again.js';

export interface LeadAuditRow {
  id: number;
  at: Date;
  action: string;
  entityId: string;
  actorType: string;
  actorId: string | null;
  after: unknown;
}

/** All audit entries of a lead, in the order in which they were written. */
export function leadAudit(tx: OrgTransaction, leadId: string): Promise<LeadAuditRow[]> {
  return tx
    .select({
      id: audit.id,
      at: audit.at,
      action: audit.action,
      entityId: audit.entityId,
      actorType: audit.actorType,
      actorId: audit.actorId,
      after: audit.after,
    })
    .from(audit)
    .where(and(eq(audit.orgId, tx.orgId), eq(audit.leadId, leadId)))
    .orderBy(asc(audit.id));
}

export type LeadProof = typeof proofs.$inferSelect;

export function leadProofs(tx: OrgTransaction, leadId: string): Promise<LeadProof[]> {
  return tx
    .select()
    .from(proofs)
    .where(and(eq(proofs.orgId, tx.orgId), eq(proofs.leadId, leadId)))
    .orderBy(asc(proofs.receivedAt), asc(proofs.id));
}

/** What later deliveries of a lead said that it did not have, by the delivery's id. */
export async function leadLaterDeliveries(tx: OrgTransaction, leadId: string): Promise<Map<string, SaidAgain>> {
  const rows = await tx
    .select({ id: laterDeliveries.id, said: laterDeliveries.said })
    .from(laterDeliveries)
    .where(and(eq(laterDeliveries.orgId, tx.orgId), eq(laterDeliveries.leadId, leadId)));
  return new Map(rows.map(({ id, said }) => [id, said]));
}

/** Why each clock's deadline is what it is, by the clock's id. */
export async function leadReceipts(tx: OrgTransaction, leadId: string): Promise<Map<string, Receipt>> {
  const rows = await tx
    .select({ id: clocks.id, receipt: clocks.receipt })
    .from(clocks)
    .where(and(eq(clocks.orgId, tx.orgId), eq(clocks.leadId, leadId)));
  return new Map(rows.map(({ id, receipt }) => [id, receipt]));
}

/** Why the latest owner is the owner; null for a lead that never had one. */
export async function latestExplanation(tx: OrgTransaction, leadId: string): Promise<Explanation | null> {
  const [row] = await tx
    .select({ explanation: assignments.explanation })
    .from(assignments)
    .where(and(eq(assignments.orgId, tx.orgId), eq(assignments.leadId, leadId)))
    .orderBy(desc(assignments.sequence))
    .limit(1);
  return row?.explanation ?? null;
}
