import type { WorkerOptions } from '@temporalio/worker';

/**
 * Leads whose workflow the worker keeps in memory, about 0.2 MiB each: with these it stays under 512 MiB however many
 * are open. One that is not kept is replayed from its short history when it wakes; a herd is settled without waking any.
 */
export const cachedWorkflows = 1_000;

/**
 * Node's heap limit for a worker, for each of its two isolates. Without it V8 sees the machine's memory and lets garbage
 * stand: 626 MiB resident with 2,000 open leads, against 472. More kept leads need more: 0.2 MiB each.
 */
export const workerNodeOptions = '--max-old-space-size=320';

/**
 * Worker tuning, as measured on 2 cores (docs/architecture.md): slots must stay far below the cache, or evictions hit
 * local activities that are still running.
 */
export const workerTuning = {
  maxConcurrentWorkflowTaskExecutions: 100,
  maxConcurrentLocalActivityExecutions: 100,
  maxConcurrentActivityTaskExecutions: 50,
  shutdownGraceTime: '10s',
  shutdownForceTime: '20s',
  /**
   * How long a workflow's script may take, which is milliseconds. By the SDK's five seconds a process that was stopped for longer, on a machine
   * that was suspended or had no time for it, may end once it goes on: Node 20 does not survive the end of a script just as it is
   * ended from outside ("async hook stack has become corrupted"). The SDK takes it, and does not say so in its types.
   */
  isolateExecutionTimeout: '5m',
} satisfies Partial<WorkerOptions> & { isolateExecutionTimeout: string };

/**
 * Of the worker that sends to webhooks, whose tries take as long as their receivers like, 15 s at most: slots of their own, so that they take
 * none from what keeps promises.
 */
export const webhookTuning = {
  maxConcurrentActivityTaskExecutions: 40,
  shutdownGraceTime: '10s',
  shutdownForceTime: '20s',
} satisfies Partial<WorkerOptions>;

/** Search attributes that the workflows set; registered at start. No personal data: they are never encrypted. */
export const searchAttributes = {
  OrgId: 'Keyword',
  LeadStatus: 'Keyword',
  OwnerId: 'Keyword',
  TeamId: 'Keyword',
  FlowKey: 'Keyword',
  NextDeadline: 'Datetime',
  AtRiskAt: 'Datetime',
  Breached: 'Bool',
} as const;
