import type { Connection } from '@temporalio/client';
import { leadOfWorkflowId, leadWorkflowId } from '../../workflows/ids.js';
import { connectLazily, type TemporalServer } from '../platform/temporal-probe.js';

/** Looks at which workflows of leads run, as Temporal's visibility knows it. Throws where Temporal does not answer in time. */
export interface RunningLeads {
  /** Of these leads those whose workflow runs. */
  among: (orgId: string, leadIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** When the workflows of these leads last ended, of those that had one, in epoch milliseconds. */
  endedAt: (orgId: string, leadIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** A page of the org's leads whose workflow runs. @param place where the page before ended */
  page: (orgId: string, place: string | null) => Promise<{ leadIds: string[]; next: string | null }>;
  close: () => Promise<void>;
}

const DEADLINE_MS = 5_000;
const PAGE = 500;
/** Ids in one query: servers take lists of some hundred values at most. */
const AT_ONCE = 100;
const OF_LEADS = 'WorkflowType = "leadWorkflow"';
const RUNNING = 'ExecutionStatus = "Running"';

const among = (orgId: string, leadIds: readonly string[]): string =>
  `WorkflowId IN (${leadIds.map((id) => `"${leadWorkflowId(orgId, id)}"`).join(', ')})`;

export function runningLeads(server: TemporalServer): RunningLeads {
  const connection: Connection = connectLazily(server, DEADLINE_MS);
  const ask = (query: string, nextPageToken: Uint8Array) =>
    connection.withDeadline(Date.now() + DEADLINE_MS, () =>
      connection.workflowService.listWorkflowExecutions({
        namespace: server.namespace,
        query: `${OF_LEADS} AND ${query}`,
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
        const { executions } = await ask(
          `${RUNNING} AND ${among(orgId, leadIds.slice(at, at + AT_ONCE))}`,
          new Uint8Array(),
        );
        for (const id of leadsOf(executions)) running.add(id);
      }
      return running;
    },
    async endedAt(orgId, leadIds) {
      const ended = new Map<string, number>();
      for (let at = 0; at < leadIds.length; at += AT_ONCE) {
        const { executions } = await ask(
          `ExecutionStatus != "Running" AND ${among(orgId, leadIds.slice(at, at + AT_ONCE))}`,
          new Uint8Array(),
        );
        for (const { execution, closeTime } of executions) {
          const leadId = leadOfWorkflowId(execution?.workflowId ?? '')?.leadId;
          const atMs = closeTime
            ? Number(closeTime.seconds ?? 0) * 1_000 + Math.floor((closeTime.nanos ?? 0) / 1e6)
            : 0;
          if (leadId !== undefined) ended.set(leadId, Math.max(atMs, ended.get(leadId) ?? 0));
        }
      }
      return ended;
    },
    async page(orgId, place) {
      const token = place === null ? new Uint8Array() : Buffer.from(place, 'base64url');
      const { executions, nextPageToken } = await ask(`${RUNNING} AND OrgId = "${orgId}"`, token);
      const isLast = nextPageToken.length === 0;
      return { leadIds: leadsOf(executions), next: isLast ? null : Buffer.from(nextPageToken).toString('base64url') };
    },
    close: () => connection.close(),
  };
}
