import { sql } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { closeWorkItems } from '../../platform/queries/work-items.js';
import { workItems } from '../../platform/schema/work-items.js';

/** The flow was published: whoever its older version named in vain is not missed by it any more. */
export const closeItemsOfFlow = (tx: OrgTransaction, flowId: string, at: Date): Promise<void> =>
  closeWorkItems(tx, sql`${workItems.cause} like ${`recipient:${flowId}:%`}`, 'The flow was published anew', at);
