import { and, asc, desc, eq } from 'drizzle-orm';
import { SENT_CLOCK, SENT_LEAD } from '../../../domain/leads/vocabulary/sent-lead.js';
import { membersOf, type Members } from '../../../domain/platform/events/events.js';
import type { OrgTransaction } from '../../client.js';
import { clocks } from '../schema/clocks.js';
import { leads } from '../schema/leads.js';

/** Instants as they are sent. */
const told = (members: Members, row: object): Record<string, unknown> =>
  membersOf(
    members,
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value instanceof Date ? value.toISOString() : (value as unknown),
      ]),
    ),
  );

/** A lead as it is sent now; null: there is none. */
export async function leadToSend(tx: OrgTransaction, leadId: string): Promise<Record<string, unknown> | null> {
  const [lead] = await tx
    .select()
    .from(leads)
    .where(and(eq(leads.orgId, tx.orgId), eq(leads.id, leadId)));
  if (!lead) return null;
  const ofLead = await tx
    .selectDistinctOn([clocks.key])
    .from(clocks)
    .where(and(eq(clocks.orgId, tx.orgId), eq(clocks.leadId, leadId)))
    .orderBy(asc(clocks.key), desc(clocks.cycle));
  return { ...told(SENT_LEAD, lead), clocks: ofLead.map((clock) => told(SENT_CLOCK, clock)) };
}
