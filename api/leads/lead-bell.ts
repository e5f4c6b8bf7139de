import { setTimeout as delay } from 'node:timers/promises';
import { WorkflowClient, WorkflowUpdateFailedError } from '@temporalio/client';
import { leadWorkflowId } from '../../workflows/ids.js';
import { answerOffer, decideApproval } from '../../workflows/leads/lead/messages.js';
import { connectLazily, type TemporalServer } from '../platform/temporal-probe.js';
import { within } from '../http/within.js';

/**
 * Tells a lead's workflow that an answer to its offer, or a decision about its approval, was written down, and waits until
 * it was settled.
 * @returns whether that was so in time; false too when Temporal is down, no worker runs or the workflow has ended. Never
 * throws.
 */
export type RingLead = (orgId: string, leadId: string, commandId: string, about?: Asked) => Promise<boolean>;

/** What was answered; left out: an offer. */
export type Asked = 'OFFER' | 'APPROVAL';
const UPDATES = { OFFER: answerOffer, APPROVAL: decideApproval } as const satisfies Record<Asked, unknown>;

export interface LeadBell {
  ring: RingLead;
  /** Terminates workflows whose rows are gone; one that Temporal does not end in time ends by itself. Never throws. */
  end: (workflowIds: readonly string[]) => Promise<void>;
  close: () => Promise<void>;
}

/** Who accepts waits for the verdict, but not for long: it is written down. */
const DEADLINE_MS = 5_000;
/** Workflows that are ended side by side. */
const AT_ONCE = 8;

/** Connects at the first ring, so that the API starts and takes leads in without Temporal. */
export function leadBell(server: TemporalServer, deadlineMs = DEADLINE_MS): LeadBell {
  const connection = connectLazily(server, deadlineMs);
  const workflows = new WorkflowClient({ connection, namespace: server.namespace });
  const underWay = new Set<Promise<boolean>>();
  return {
    ring(orgId, leadId, commandId, about = 'OFFER') {
      const untilMs = Date.now() + deadlineMs;
      const heard = workflows
        .withDeadline(untilMs, () => updateLead(workflows, leadWorkflowId(orgId, leadId), commandId, untilMs, about))
        .then(
          () => true,
          () => false,
        );
      underWay.add(heard);
      void heard.then(() => underWay.delete(heard));
      // The deadline alone is not enough: a first connection has a timeout of its own before it.
      return within(deadlineMs, heard, false);
    },
    async end(workflowIds) {
      const untilMs = Date.now() + deadlineMs;
      const waiting = [...workflowIds];
      const enders = Array.from({ length: AT_ONCE }, async () => {
        for (let id = waiting.pop(); id !== undefined && Date.now() < untilMs; id = waiting.pop()) {
          const handle = workflows.getHandle(id);
          await workflows
            .withDeadline(untilMs, () => handle.terminate('what it is for was deleted'))
            .catch(() => undefined);
        }
      });
      await within(
        deadlineMs,
        Promise.all(enders).then(() => true),
        false,
      );
    },
    async close() {
      // A call that is still tried again would throw out of its timer, where nobody catches it.
      await Promise.all(underWay);
      await connection.close();
    },
  };
}

const AGAIN_AFTER_MS = 50;

/**
 * The update, until the workflow has heard it. One that meets the workflow as it continues as new is lost with the old
 * run; the next run hears it. When a workflow has as many updates as it may (10 at a time) the client waits by itself.
 * @throws what else the client throws, and the last refusal once `untilMs` (epoch milliseconds) passed
 */
export async function updateLead(
  workflows: WorkflowClient,
  workflowId: string,
  commandId: string,
  untilMs: number,
  about: Asked = 'OFFER',
): Promise<void> {
  for (;;) {
    try {
      await workflows.getHandle(workflowId).executeUpdate(UPDATES[about], { args: [commandId] });
      return;
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError) || Date.now() + AGAIN_AFTER_MS > untilMs) throw error;
      await delay(AGAIN_AFTER_MS);
    }
  }
}
