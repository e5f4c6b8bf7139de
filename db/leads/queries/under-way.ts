import type { OrgTransaction } from '../../client.js';

/** What of an org has a workflow that may still run. */
export interface UnderWay {
  kind: 'LEAD' | 'ABSENCE' | 'NOTICE' | 'ACCESS_MAIL' | 'CALENDAR_CHANGE';
  id: string;
}

/** All of it: for an org that is thrown away. */
export async function workUnderWay(tx: OrgTransaction): Promise<UnderWay[]> {
  const { rows } = await tx.client.query<UnderWay>(
    `SELECT 'LEAD' AS kind, id FROM leads WHERE org_id = $1 AND closed_at IS NULL
     UNION ALL SELECT 'ABSENCE', id FROM absences WHERE org_id = $1 AND cancelled_at IS NULL
     UNION ALL SELECT DISTINCT 'NOTICE', notice_id FROM notice_deliveries WHERE org_id = $1 AND status = 'PENDING'
     UNION ALL SELECT 'ACCESS_MAIL', id FROM access_mails WHERE org_id = $1
     UNION ALL SELECT 'CALENDAR_CHANGE', id FROM calendar_changes WHERE org_id = $1`,
    [tx.orgId],
  );
  return rows;
}
