import { WorkflowIdReusePolicy } from '@temporalio/common';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { notificationWorkflowId } from '../../workflows/ids.js';
import { callTemporal, ofOrg, startUnlessThere, type TemporalTarget } from '../delivery/temporal.js';

export interface NoticeDeps extends TemporalTarget {
  /**
   * Keeps a notice whose person wants no mail now.
   * @returns whether it is kept: then it is asked for again when they do. And how often somebody had it tried again.
   */
  prepareNotice: (orgId: string, noticeId: string) => Promise<{ isKept: boolean; requeues: number }>;
  /** Writes down what became of a notice, where its row does not know it. */
  settleNotice: (orgId: string, noticeId: string, status: 'SENT' | 'FAILED') => Promise<void>;
}

/**
 * Hands a notice over to a workflow that sends it. One that has done so is not started again: where the row is still
 * pending, the database was restored to an instant before, and is told. One that is due in quiet hours has no workflow yet.
 */
export async function deliverNotice(deps: NoticeDeps, { orgId, subjectId }: OutboxRow): Promise<void> {
  const noticeId = subjectId!;
  const { isKept, requeues } = await deps.prepareNotice(orgId, noticeId);
  if (isKept) return;
  const workflowId = notificationWorkflowId(orgId, noticeId, requeues);
  const isStarted = await startUnlessThere(deps, (workflows) =>
    workflows.start('notificationWorkflow', {
      ...ofOrg(deps, orgId),
      workflowId,
      args: [{ orgId, notificationIds: [noticeId] }],
      // One that somebody terminated has not sent it.
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
    }),
  );
  if (!isStarted) await afterCompletion(deps, orgId, noticeId, workflowId);
}

async function afterCompletion(deps: NoticeDeps, orgId: string, noticeId: string, workflowId: string): Promise<void> {
  const givenUp = await callTemporal(deps, async (workflows) => {
    const handle = workflows.getHandle(workflowId);
    const { status } = await handle.describe();
    return status.name === 'COMPLETED' ? ((await handle.result()) as string[]) : null;
  });
  if (givenUp !== null) await deps.settleNotice(orgId, noticeId, givenUp.includes(noticeId) ? 'FAILED' : 'SENT');
}
