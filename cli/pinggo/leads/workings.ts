/** What the machine has to do for a lead, as the API says it. */
export interface Workings {
  id: string;
  workflowId: string;
  status: string;
  isOpen: boolean;
  isStuck: boolean;
  receivedAt: string;
  nextDueAt: string | null;
  unapplied: number;
  clocks: { key: string; cycle: number; status: string; deadlineAt: string | null; faults: string[] }[];
  messages: {
    topic: string;
    attempts: number;
    availableAt: string;
    deadAt: string | null;
    error: string | null;
  }[];
  workItems: { kind: string; createdAt: string }[];
}

export const wordsOf = (lead: Workings): string[] => [
  `lead ${lead.id} ${lead.status}${lead.isStuck ? ', stuck' : ''}`,
  `received ${lead.receivedAt}${lead.nextDueAt === null ? '' : `, next due ${lead.nextDueAt}`}, not applied ${lead.unapplied}`,
  `workflow ${lead.workflowId}`,
  ...lead.clocks.map(
    ({ key, cycle, status, deadlineAt, faults }) =>
      `clock ${key}/${cycle} ${status}${deadlineAt === null ? '' : `, due ${deadlineAt}`}${faults.length === 0 ? '' : `, not as its receipt says: ${faults.join(', ')}`}`,
  ),
  ...lead.messages.map(({ topic, attempts, availableAt, deadAt, error }) =>
    [
      `message ${topic}, tries ${attempts}, ${deadAt === null ? `next ${availableAt}` : `dead since ${deadAt}`}`,
      ...(error === null ? [] : [error]),
    ].join(': '),
  ),
  ...lead.workItems.map(({ kind, createdAt }) => `work item ${kind} since ${createdAt}`),
];
