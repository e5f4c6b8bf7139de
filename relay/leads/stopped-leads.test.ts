import type { WorkflowClient } from '@temporalio/client';
import { expect, it } from 'vitest';
import { leadWorkflowId } from '../../workflows/ids.js';
import { stoppedLeads } from './stopped-leads.js';

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

it('finds every lead whose workflow was stopped, however many there are, less those that run again', async () => {
  const ids = Array.from({ length: 2_500 }, (_, number) => leadWorkflowId(id(1), id(number)));
  // oxlint-disable-next-line typescript/require-await -- as the client's: pages that come over the network
  async function* list({ query = '' }: { query?: string }) {
    const running = query.includes('WorkflowId IN');
    for (const workflowId of ids)
      if (running ? query.includes(`"${workflowId}"`) && workflowId.endsWith('7') : true) yield { workflowId };
  }
  const found = await stoppedLeads({ list } as unknown as WorkflowClient, 0);
  expect(found).toHaveLength(2_250);
  expect(found.at(-1)).toEqual({ orgId: id(1), leadId: id(2_499) });
});
