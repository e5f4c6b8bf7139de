import { minimalTaskQueue } from '../baseline/task-queue.js';
import { inLanes } from '../lab.js';
import type { Child } from '../system.js';
import { Stages } from './drive.js';
import { untilCompleted, type Pinggo } from './pinggo.js';

/** The least that Temporal can do, beside the product: on the same server, in the same namespace. */
export class Minimal {
  private readonly stages = new Stages();

  constructor(
    private readonly pinggo: Pinggo,
    readonly child: Child,
  ) {
    child.onMessage((message) => {
      const { type, id, stage } = message as { type: string; id: string; stage: number };
      if (type === 'stage') this.stages.reached(`${id} ${stage}`);
    });
  }

  start(type: string, workflowId: string, args: unknown[]): Promise<unknown> {
    return this.pinggo.client.workflow.start(type, { taskQueue: minimalTaskQueue, workflowId, args });
  }

  /** Its whole lives, with a plain client. @param first number of the first one, which nobody else has */
  async live(first: number, count: number, inFlight: number): Promise<void> {
    const ids = Array.from({ length: count }, (_, i) => `life-${first + i}`);
    await inLanes(ids, inFlight, async (id) => {
      const begun = this.stages.until(`${id} 1`);
      await this.start('minimalLife', id, [id]);
      await begun;
      for (const stage of [2, 3]) {
        const reached = this.stages.until(`${id} ${stage}`);
        await this.pinggo.client.workflow.getHandle(id).signal('bell');
        await reached;
      }
    });
    await untilCompleted(this.pinggo.client, 'minimalLife', first + count);
  }
}
