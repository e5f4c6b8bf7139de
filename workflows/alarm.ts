import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/** The lead's one timer. Setting it to the instant it stands at keeps the timer that runs. */
export class Alarm {
  private atMs: number | null = null;
  private scope: CancellationScope | null = null;
  /** True once it rang, until it is set anew. */
  rang = false;

  /**
   * @param atMs epoch milliseconds, null for none; an instant that has passed rings at once, without a timer
   * @param nowMs now (epoch milliseconds)
   */
  set(atMs: number | null, nowMs: number, summary: string): void {
    if (atMs === this.atMs && !this.rang) return;
    // It rang for this very instant and the settlement still waits for it: not again at once, or the task would spin.
    const leastMs = atMs === this.atMs ? 1_000 : 0;
    this.scope?.cancel();
    this.scope = null;
    this.atMs = atMs;
    this.rang = false;
    if (atMs === null) return;
    const waitMs = Math.max(leastMs, atMs - nowMs);
    if (waitMs <= 0) {
      this.rang = true;
      return;
    }
    const scope = new CancellationScope();
    this.scope = scope;
    scope
      .run(() => sleep(waitMs, { summary }))
      .then(() => {
        if (this.scope === scope) this.rang = true;
      })
      .catch((error: unknown) => {
        // Our own cancellation is the alarm being set anew; the workflow's is seen by the main loop.
        if (!isCancellation(error)) throw error;
      });
  }
}
