import { and, asc, desc, eq, gt, lt, max, sql } from 'drizzle-orm';
import type { FlowDefinition, FlowDraft } from '../../../domain/leads/flow/definition.js';
import type { OrgTransaction } from '../../client.js';
import { flows, flowVersions } from '../schema/flows.js';

const summary = {
  id: flows.id,
  key: flows.key,
  name: flows.name,
  active: flows.active,
  publishedVersion: flows.publishedVersion,
  revision: flows.revision,
  createdAt: flows.createdAt,
  updatedAt: flows.updatedAt,
  // Names written out: drizzle leaves the table off a column, and inside the sub-select it would mean another one.
  draftChanged: sql<boolean>`flows.draft is distinct from (
    select v.definition from flow_versions v
    where v.org_id = flows.org_id and v.flow_id = flows.id and v.version = flows.published_version)`,
};
const full = { ...summary, draft: flows.draft };

export interface FlowSummaryRow {
  id: string;
  key: string;
  name: string;
  active: boolean;
  publishedVersion: number | null;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  draftChanged: boolean;
}
export type FlowRow = FlowSummaryRow & { draft: FlowDraft };
export type FlowVersionRow = typeof flowVersions.$inferSelect;

/** @returns false when the org has a flow with that key. */
export async function insertFlow(
  tx: OrgTransaction,
  flow: { id: string; key: string; name: string; draft: FlowDraft | FlowDefinition; now: Date },
): Promise<boolean> {
  const { now, ...values } = flow;
  const rows = await tx
    .insert(flows)
    .values({ ...values, draft: { ...values.draft }, orgId: tx.orgId, createdAt: now, updatedAt: now })
    .onConflictDoNothing()
    .returning({ id: flows.id });
  return rows.length > 0;
}

/** @param lock for changes: whoever comes second sees what the first one did. */
export async function findFlow(tx: OrgTransaction, id: string, lock = false): Promise<FlowRow | null> {
  const where = and(eq(flows.orgId, tx.orgId), eq(flows.id, id));
  if (lock) await tx.select({ id: flows.id }).from(flows).where(where).for('update');
  const [row] = await tx.select(full).from(flows).where(where);
  return row ?? null;
}

export function listFlows(
  tx: OrgTransaction,
  page: { limit: number; after: string | null },
): Promise<FlowSummaryRow[]> {
  return tx
    .select(summary)
    .from(flows)
    .where(and(eq(flows.orgId, tx.orgId), page.after === null ? undefined : gt(flows.id, page.after)))
    .orderBy(asc(flows.id))
    .limit(page.limit);
}

/** Changes the draft or the name, and counts the edit. */
export async function editFlow(
  tx: OrgTransaction,
  id: string,
  change: { name?: string | undefined; draft?: FlowDraft | FlowDefinition | undefined; now: Date },
): Promise<void> {
  await tx
    .update(flows)
    .set({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.draft === undefined ? {} : { draft: { ...change.draft } }),
      revision: sql`${flows.revision} + 1`,
      updatedAt: change.now,
    })
    .where(and(eq(flows.orgId, tx.orgId), eq(flows.id, id)));
}

/**
 * Writes the next version and makes it the published one. The flow must be locked.
 * @param version `isDraft`: of the draft, which is then what was published, to the letter
 * @returns its number.
 */
export async function publishVersion(
  tx: OrgTransaction,
  flowId: string,
  version: { definition: FlowDefinition; by: string; now: Date; isDraft?: boolean },
): Promise<number> {
  const ofFlow = and(eq(flowVersions.orgId, tx.orgId), eq(flowVersions.flowId, flowId));
  const [last] = await tx
    .select({ version: max(flowVersions.version) })
    .from(flowVersions)
    .where(ofFlow);
  const number = (last?.version ?? 0) + 1;
  await tx.insert(flowVersions).values({
    orgId: tx.orgId,
    flowId,
    version: number,
    definition: version.definition,
    publishedAt: version.now,
    publishedBy: version.by,
  });
  await tx
    .update(flows)
    .set({
      publishedVersion: number,
      updatedAt: version.now,
      ...(version.isDraft && { draft: { ...version.definition } }),
    })
    .where(and(eq(flows.orgId, tx.orgId), eq(flows.id, flowId)));
  return number;
}

/** What a version says; null when the flow has no such version. */
export async function flowVersion(tx: OrgTransaction, flowId: string, version: number): Promise<FlowDefinition | null> {
  const [row] = await tx
    .select({ definition: flowVersions.definition })
    .from(flowVersions)
    .where(and(eq(flowVersions.orgId, tx.orgId), eq(flowVersions.flowId, flowId), eq(flowVersions.version, version)));
  return row?.definition ?? null;
}

export async function setFlowActive(tx: OrgTransaction, id: string, active: boolean, now: Date): Promise<void> {
  await tx
    .update(flows)
    .set({ active, updatedAt: now })
    .where(and(eq(flows.orgId, tx.orgId), eq(flows.id, id)));
}

/** Newest first. @param before the version where the page before ended. */
export function listFlowVersions(
  tx: OrgTransaction,
  flowId: string,
  page: { limit: number; before: number | null },
): Promise<FlowVersionRow[]> {
  return tx
    .select()
    .from(flowVersions)
    .where(
      and(
        eq(flowVersions.orgId, tx.orgId),
        eq(flowVersions.flowId, flowId),
        page.before === null ? undefined : lt(flowVersions.version, page.before),
      ),
    )
    .orderBy(desc(flowVersions.version))
    .limit(page.limit);
}
