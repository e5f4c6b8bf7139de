import type { Connection } from '@temporalio/client';
import { leadOfWorkflowId, leadWorkflowId } from '../../workflows/ids.js';
import { connectLazily, type TemporalServer } from '../platform/temporal-probe.js';

/** Looks at which workflows of leads run, as Temporal's visibility knows it. Throws where Temporal does not answer in time. */
export interface RunningLeads {
  /** Of these leads those whose workflow runs. */
  among: (orgId: string, leadIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** A page of the org's leads whose workflow runs. @param place where the page before ended */
  page: (orgId: string, place: string | null) => Promise<{ leadIds: string[]; next: string | null }>;
  close: () => Promise<void>;
}

const DEADLINE_MS = 5_000;
const PAGE = 500;
/** Ids in one query: servers take lists of some hundred values at most. */
const AT_ONCE = 100;
const RUNNING = 'WorkflowType = "leadWorkflow" AND ExecutionStatus = "Running"';

export function runningLeads(server: TemporalServer): RunningLeads {
  const connection: Connection = connectLazily(server, DEADLINE_MS);
  const ask = (query: string, nextPageToken: Uint8Array) =>
    connection.withDeadline(Date.now() + DEADLINE_MS, () =>
      connection.workflowService.listWorkflowExecutions({
        namespace: server.namespace,
        query: `${RUNNING} AND ${query}`,
        pageSize: PAGE,
        nextPageToken,
      }),
    );
  const leadsOf = (executions: { execution?: { workflowId?: string | null } | null }[]): string[] =>
    executions.flatMap(({ execution }) => leadOfWorkflowId(execution?.workflowId ?? '')?.leadId ?? []);
  return {
    async among(orgId, leadIds) {
      const running = new Set<string>();
      for (let at = 0; at < leadIds.length; at += AT_ONCE) {
        const ids = leadIds.slice(at, at + AT_ONCE).map((id) => `"${leadWorkflowId(orgId, id)}"`);
        const { executions } = await ask(`WorkflowId IN (${ids.join(', ')})`, new Uint8Array());
        for (const id of leadsOf(executions)) running.add(id);
      }
      return running;
    },
    async page(orgId, place) {
      const token = place === null ? new Uint8Array() : Buffer.from(place, 'base64url');
      const { executions, nextPageToken } = await ask(`OrgId = "${orgId}"`, token);
      const isLast = nextPageToken.length === 0;
      return { leadIds: leadsOf(executions), next: isLast ? null : Buffer.from(nextPageToken).toString('base64url') };
    },
    close: () => connection.close(),
  };
}
