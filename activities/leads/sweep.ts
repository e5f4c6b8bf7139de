import { Context } from '@temporalio/activity';
import { bound } from '../../db/bound.js';
import { heard, reconciler, type ReconcileDeps, type SweepResult } from '../../settlement/sweep.js';

export type { SweepResult };

export interface SweepActivities {
  reconcile(): Promise<SweepResult>;
}

/** The sweep's activity: Temporal hears from it as it goes on, and what it asks of Postgres ends with it. */
export function sweepActivities(deps: ReconcileDeps): SweepActivities {
  return {
    async reconcile() {
      const { cancellationSignal: signal, heartbeat, info } = Context.current();
      const bounds = { signal, untilMs: Date.now() + info.startToCloseTimeoutMs };
      const reconcile = reconciler({ ...deps, db: bound(deps.db, bounds), relayDb: bound(deps.relayDb, bounds) });
      let latest: SweepResult | undefined;
      const beat = (result?: SweepResult): void => heartbeat((latest = result ?? latest));
      return heard(beat, () => reconcile(beat));
    },
  };
}
