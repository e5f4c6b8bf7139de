import type { OrgTransaction } from '../../../db/client.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { asOrg } from '../../../db/platform/queries/as-org.js';
import { writeAudit, type AuditEntry } from '../../../db/platform/queries/audit.js';
import type { PlatformAction } from '../../../domain/platform/audit/actions.js';
import type { Stamp } from '../../http/stamp.js';

/** In the organisation's log it is the operator's deed, who is nobody there. */
export const byOperator = (stamp: Stamp): Stamp => ({ ...stamp, actor: { type: 'operator', id: stamp.actor.id } });

type Told = Pick<AuditEntry<PlatformAction>, 'action' | 'before' | 'after'>;

/** Tells of a deed in the organisation's own log and in the operators', in the transaction of the deed. */
export async function tellBoth(tx: OrgTransaction, stamp: Stamp, told: Told): Promise<void> {
  const entry = { ...byOperator(stamp), ...told, entity: { type: 'organisation', id: tx.orgId } };
  await writeAudit(tx, entry);
  await asOrg(tx, PLATFORM_ORG, (there) => writeAudit(there, entry));
}
