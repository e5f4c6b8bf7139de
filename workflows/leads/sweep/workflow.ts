import { log, proxyActivities } from '@temporalio/workflow';
import type { SweepActivities, SweepResult } from '../../../activities/leads/sweep.js';

const { reconcile } = proxyActivities<SweepActivities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '1m',
  // The next minute's sweep does the same: no endless retries.
  retry: { initialInterval: '1s', maximumAttempts: 3 },
});

/** The reconciler, each minute on a Temporal Schedule. In a calm, healthy system it finds nothing to repair. */
export async function sweepWorkflow(): Promise<SweepResult> {
  const result = await reconcile();
  if (result.settled > 0 || result.restarted > 0 || result.drift > 0)
    log.warn('the sweep had something to repair', { ...result });
  return result;
}
