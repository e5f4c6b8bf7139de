import { WorkflowClient } from '@temporalio/client';
import { leadWorkflowId } from '../workflows/ids.js';
import { answerOffer } from '../workflows/lead/messages.js';
import { connectLazily, type TemporalServer } from './temporal-probe.js';
import { within } from './within.js';

/**
 * Tells a lead's workflow that an answer to its offer was written down, and waits until it was settled.
 * @returns whether that was so in time; false too when Temporal is down, no worker runs or the workflow has ended. Never
 * throws.
 */
export type RingLead = (orgId: string, leadId: string, commandId: string) => Promise<boolean>;

export interface LeadBell {
  ring: RingLead;
  close: () => Promise<void>;
}

/** Who accepts waits for the verdict, but not for long: it is written down. */
const DEADLINE_MS = 5_000;

/** Connects at the first ring, so that the API starts and takes leads in without Temporal. */
export function leadBell(server: TemporalServer & { namespace: string }, deadlineMs = DEADLINE_MS): LeadBell {
  const connection = connectLazily(server, deadlineMs);
  const workflows = new WorkflowClient({ connection, namespace: server.namespace });
  const update = (orgId: string, leadId: string, commandId: string): Promise<boolean> =>
    workflows
      .withDeadline(Date.now() + deadlineMs, () =>
        // The client tries again by itself when the workflow has as many updates as it may (10 at a time).
        workflows.getHandle(leadWorkflowId(orgId, leadId)).executeUpdate(answerOffer, { args: [commandId] }),
      )
      .then(
        () => true,
        () => false,
      );
  return {
    // The deadline alone is not enough: a first connection has a timeout of its own before it.
    ring: (orgId, leadId, commandId) => within(deadlineMs, update(orgId, leadId, commandId), false),
    close: () => connection.close(),
  };
}
