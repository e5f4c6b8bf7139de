import type { Client } from '@temporalio/client';
import { minimalTaskQueue } from './baseline/task-queue.js';
import { inLanes } from './lanes.js';
import { Stages, untilCompleted } from './lives.js';
import type { Child } from './system.js';

/** The least that Temporal can do, by a plain client. */
export class Minimal {
  private readonly stages = new Stages();

  /** @param child its worker, which tells when a stage is reached */
  constructor(
    private readonly client: Client,
    child: Child,
  ) {
    child.onMessage((message) => {
      const { type, id, stage } = message as { type: string; id: string; stage: number };
      if (type === 'stage') this.stages.reached(`${id} ${stage}`);
    });
  }

  async start(type: string, workflowId: string, args: unknown[]): Promise<void> {
    await this.client.workflow.start(type, { taskQueue: minimalTaskQueue, workflowId, args });
  }

  /** Its whole lives: start, and two signals. @param first number of the first one, which nobody else has */
  async live(first: number, count: number, inFlight: number): Promise<void> {
    const ids = Array.from({ length: count }, (_, i) => `life-${first + i}`);
    await inLanes(ids, inFlight, async (id) => {
      const begun = this.stages.until(`${id} 1`);
      await this.start('minimalLife', id, [id]);
      await begun;
      for (const stage of [2, 3]) {
        const reached = this.stages.until(`${id} ${stage}`);
        await this.client.workflow.getHandle(id).signal('bell');
        await reached;
      }
    });
    await untilCompleted(this.client, 'minimalLife', first + count);
  }
}
