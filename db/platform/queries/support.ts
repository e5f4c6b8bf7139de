import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { SupportEnder, SupportLevel } from '../../../domain/platform/access/support.js';
import type { OrgTransaction } from '../../client.js';
import { supportSessions } from '../schema/support-sessions.js';

export type SupportSession = typeof supportSessions.$inferSelect;

const here = (tx: OrgTransaction) => eq(supportSessions.orgId, tx.orgId);
const isOpen = (now: Date) => and(isNull(supportSessions.endedAt), gt(supportSessions.endsAt, now));

/** The grant that is good now; null: nobody is let in. */
export async function openSupport(tx: OrgTransaction, now: Date): Promise<SupportSession | null> {
  const [row] = await tx
    .select()
    .from(supportSessions)
    .where(and(here(tx), isOpen(now)));
  return row ?? null;
}

/** The newest first. @param before where the page before ended */
export function listSupport(
  tx: OrgTransaction,
  page: { limit: number; before: { at: string; id: string } | null },
): Promise<SupportSession[]> {
  const { limit, before } = page;
  return tx
    .select()
    .from(supportSessions)
    .where(
      and(
        here(tx),
        before === null
          ? undefined
          : sql`(${supportSessions.grantedAt}, ${supportSessions.id}) < (${before.at}::timestamptz, ${before.id}::uuid)`,
      ),
    )
    .orderBy(desc(supportSessions.grantedAt), desc(supportSessions.id))
    .limit(limit);
}

export async function findSupport(tx: OrgTransaction, id: string): Promise<SupportSession | null> {
  const [row] = await tx
    .select()
    .from(supportSessions)
    .where(and(here(tx), eq(supportSessions.id, id)));
  return row ?? null;
}

type Grant = Pick<SupportSession, 'id' | 'level' | 'reason' | 'grantedBy' | 'grantedAt' | 'endsAt'>;

/** Lets an operator in. @returns false: somebody is let in already */
export async function grantSupport(tx: OrgTransaction, grant: Grant): Promise<boolean> {
  // One whose time is over makes room for the next.
  await tx.client.query(
    'UPDATE support_sessions SET ended_at = ends_at WHERE org_id = $1 AND ended_at IS NULL AND ends_at <= $2',
    [tx.orgId, grant.grantedAt],
  );
  const { id, level, reason, grantedBy, grantedAt, endsAt } = grant;
  const { rowCount } = await tx.client.query(
    `INSERT INTO support_sessions (org_id, id, level, reason, granted_by, granted_at, ends_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [tx.orgId, id, level, reason, grantedBy, grantedAt, endsAt],
  );
  return rowCount === 1;
}

/** Ends a grant, entered or not. @returns false: it was over already, or there is none such */
export async function endSupport(
  tx: OrgTransaction,
  id: string,
  { at, type, by }: { at: Date; type: SupportEnder; by: string },
): Promise<boolean> {
  const rows = await tx
    .update(supportSessions)
    .set({ endedAt: at, endedByType: type, endedBy: by })
    .where(and(here(tx), eq(supportSessions.id, id), isOpen(at)))
    .returning({ id: supportSessions.id });
  return rows.length > 0;
}

/** Ends whatever grant is open: nobody looks into an organisation that stands still, nor when it is back, unless they are let in again. */
export async function endOpenSupport(tx: OrgTransaction, at: Date, operatorId: string): Promise<void> {
  await tx
    .update(supportSessions)
    .set({ endedAt: at, endedByType: 'OPERATOR', endedBy: operatorId })
    .where(and(here(tx), isOpen(at)));
}

/** What an operator may do at this moment who entered by a grant. */
export interface SupportStanding {
  level: SupportLevel;
  operatorName: string;
  endsAt: Date;
}

/** @returns null: the grant is over, is another operator's, or its organisation is suspended or deleted */
export async function findSupportStanding(
  tx: OrgTransaction,
  id: string,
  operatorId: string,
  now: Date,
): Promise<SupportStanding | null> {
  const { rows } = await tx.client.query<SupportStanding>({
    name: 'find_support_standing',
    text: `SELECT s.level, s.operator_name AS "operatorName", s.ends_at AS "endsAt" FROM support_sessions s
      JOIN orgs o ON o.id = s.org_id AND o.suspended_at IS NULL AND o.deleted_at IS NULL
      WHERE s.org_id = $1 AND s.id = $2 AND s.operator_id = $3 AND s.ended_at IS NULL AND s.ends_at > $4`,
    values: [tx.orgId, id, operatorId, now],
  });
  return rows[0] ?? null;
}

/** A grant as operators see it. */
export interface SupportGrant {
  id: string;
  tenantId: string;
  tenantName: string;
  level: SupportLevel;
  reason: string;
  grantedAt: Date;
  endsAt: Date;
  operatorId: string | null;
  operatorName: string | null;
  enteredAt: Date | null;
}

/** Grants that are good now, of every organisation that goes on. For operators only, as the function sees to. */
export async function supportGrants(tx: OrgTransaction, operatorId: string, now: Date): Promise<SupportGrant[]> {
  const { rows } = await tx.client.query<SupportGrant>(
    `SELECT id, tenant_id AS "tenantId", tenant_name AS "tenantName", level, reason, granted_at AS "grantedAt", ends_at AS "endsAt",
       operator_id AS "operatorId", operator_name AS "operatorName", entered_at AS "enteredAt"
     FROM support_grants($1, $2)`,
    [operatorId, now],
  );
  return rows;
}

/** An operator enters, or comes back. @returns null: it is over, or another operator has entered */
export async function enterSupport(
  tx: OrgTransaction,
  operator: { id: string; name: string },
  id: string,
  now: Date,
): Promise<{ orgId: string; level: SupportLevel; endsAt: Date; isFirst: boolean } | null> {
  const { rows } = await tx.client.query<{ orgId: string; level: SupportLevel; endsAt: Date; isFirst: boolean }>(
    `SELECT tenant_id AS "orgId", level, ends_at AS "endsAt", is_first AS "isFirst" FROM enter_support($1, $2, $3, $4)`,
    [operator.id, operator.name, id, now],
  );
  return rows[0] ?? null;
}
