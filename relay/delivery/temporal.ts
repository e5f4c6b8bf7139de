import {
  defineSearchAttributeKey,
  SearchAttributeType,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/common';
import type { WorkflowClient } from '@temporalio/client';

/** Where workflows are started. */
export interface TemporalTarget {
  workflows: WorkflowClient;
  taskQueue: string;
}

/** How long one call to Temporal may take before it counts as failed and the row is tried again later. */
const CALL_MS = 5_000;

const orgKey = defineSearchAttributeKey('OrgId', SearchAttributeType.KEYWORD);

/**
 * What every workflow of an org is started with. Its tasks wait in the org's own line: where the server has fairness
 * switched on, one org's thousand tasks do not stand before another's first.
 */
export const ofOrg = ({ taskQueue }: Pick<TemporalTarget, 'taskQueue'>, orgId: string) => ({
  taskQueue,
  priority: { fairnessKey: orgId },
  typedSearchAttributes: [{ key: orgKey, value: orgId }],
});

/** Makes a call to Temporal, which fails when it takes too long. */
export const callTemporal = <T>({ workflows }: TemporalTarget, call: (workflows: WorkflowClient) => Promise<T>) =>
  workflows.withDeadline(Date.now() + CALL_MS, () => call(workflows));

/**
 * Makes a call that starts a workflow.
 * @returns false where one is there that its reuse policy keeps
 */
export async function startUnlessThere(
  target: TemporalTarget,
  call: (workflows: WorkflowClient) => Promise<unknown>,
): Promise<boolean> {
  try {
    await callTemporal(target, call);
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
