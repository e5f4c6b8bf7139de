import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApprovalLapse } from '../../domain/engine/routing/definition.js';
import { waitFor } from '../support/wait.js';
import { flowDefinition } from '../support/world.js';
import { countOf, mostTimersOpen, openSkippingLab, type RunningLead, type SkippingLab } from './harness.js';

const MINUTE = 60_000;

let skipping: SkippingLab;
let env: SkippingLab['env'];
let lab: SkippingLab['lab'];

beforeAll(async () => {
  skipping = await openSkippingLab('approval-workflow');
  ({ env, lab } = skipping);
});

afterAll(async () => {
  await skipping?.close();
});

/** A lead that waits for an approval for two hours; its clock of an hour and a half alerts the manager at its deadline. */
async function waiting(otherwise: ApprovalLapse): Promise<{ lead: RunningLead; ana: string }> {
  const world = await lab.newWorld();
  const ana = await world.addRep('Ana');
  const flow = flowDefinition(world.teamId);
  Object.assign(flow.clocks[0]!, {
    target: { duration: 'PT90M', time: 'ELAPSED' },
    ladder: [{ key: 'alert', at: { share: 1 }, action: 'MANAGER_ALERT' }],
  });
  flow.routing.rules[0]!.approval = { by: 'manager', within: 'PT2H', otherwise };
  await world.addFlow(flow);
  const lead = await lab.start(world);
  await lead.waitForView('it waits', ({ status, nextText }) => status === 'PENDING_APPROVAL' && nextText !== null);
  return { lead, ana };
}

const approvalOf = (lead: RunningLead) =>
  lead.world.one<{ status: string; late: number }>(
    `SELECT v.status, extract(epoch FROM v.ended_at - v.expires_at)::float8 AS late FROM approvals v WHERE v.lead_id = $1`,
    [lead.id],
  );

describe('an approval over hours', () => {
  it('is given by an update once the deadline has passed, and its clock climbed its ladder meanwhile', async () => {
    const { lead, ana } = await waiting('UNQUALIFIED');
    await env.sleep(91 * MINUTE);
    await waitFor('the alert', async () => {
      const rows = await lead.world.all("SELECT 1 FROM escalations WHERE lead_id = $1 AND action = 'MANAGER_ALERT'", [
        lead.id,
      ]);
      return rows.length === 1;
    });
    expect(await lead.row()).toMatchObject({ status: 'PENDING_APPROVAL', owner_id: null });
    await expect(lead.handle.executeUpdate('decideApproval', { args: [''] })).rejects.toThrow();
    expect(await lead.answer({ kind: 'APPROVE', sequence: 1 })).toBeNull();
    expect(await lead.row()).toMatchObject({ status: 'ASSIGNED', owner_id: ana });
    expect(await lead.answer({ kind: 'DECLINE_APPROVAL', sequence: 1, reason: 'no' })).toMatch(/approved it at/);
    await lead.command({ kind: 'CLOSE', outcome: 'WON' });
    expect(await lead.handle.result()).toBe('CLOSED');
    const events = await lead.events();
    expect(mostTimersOpen(events)).toBe(1);
    expect(countOf(events, (event) => event.workflowExecutionUpdateCompletedEventAttributes)).toBe(2);
  });

  it('lapses on its instant, by the lead’s one timer, into what the rule says; a lead that is not qualified ends', async () => {
    const { lead } = await waiting('UNQUALIFIED');
    await env.sleep(121 * MINUTE);
    expect(await lead.handle.result()).toBe('UNQUALIFIED');
    expect(await approvalOf(lead)).toEqual({ status: 'LAPSED', late: 0 });
    expect(mostTimersOpen(await lead.events())).toBe(1);
  });
});
