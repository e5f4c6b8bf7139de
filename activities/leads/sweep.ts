import { Context } from '@temporalio/activity';
import { reconciler, type ReconcileDeps, type SweepResult } from '../../settlement/sweep.js';

export type { SweepResult };

export interface SweepActivities {
  reconcile(): Promise<SweepResult>;
}

/** The sweep's activity: Temporal hears from it as it goes on. */
export function sweepActivities(deps: ReconcileDeps): SweepActivities {
  const reconcile = reconciler(deps);
  return { reconcile: () => reconcile((result) => Context.current().heartbeat(result)) };
}
