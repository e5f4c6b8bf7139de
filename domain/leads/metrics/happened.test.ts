import { describe, expect, it } from 'vitest';
import type { CommandRequest, LeadInput } from '../lead/state.js';
import { EngineLead, MINUTE, newCandidate, newFlow, RECEIVED } from '../../../test/support/lead-engine.js';
import { happened, latenessOf } from './happened.js';

const at = (minute: number): number => RECEIVED + minute * MINUTE;
const clocks = [
  {
    key: 'first_contact',
    name: 'First contact',
    starts: 'RECEIVED' as const,
    target: { duration: 'PT15M', time: 'ELAPSED' as const },
    proofs: ['CALL_LOGGED' as const],
    ladder: [
      { key: 'remind', at: { share: 0.5 }, action: 'REMINDER' as const },
      { key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT' as const },
    ],
  },
];
const base = (minute: number) => ({
  id: `input-${minute}`,
  receivedAtMs: at(minute),
  actor: { type: 'system', id: null } as const,
});
const call = (minute: number): LeadInput => ({
  ...base(minute),
  type: 'PROOF',
  kind: 'CALL_LOGGED',
  occurredAtMs: at(minute),
});
const command = (minute: number, request: CommandRequest): LeadInput => ({ ...base(minute), type: 'COMMAND', request });

describe('what a settlement counts', () => {
  it('is what happened to the lead, once, and nothing when it is settled again', () => {
    const lead = new EngineLead(newFlow({ clocks }), [newCandidate('ana')]);
    const counted = (minute: number, ...inputs: LeadInput[]) => happened(lead.settle(at(minute), inputs));
    expect(counted(0)).toEqual({ leads_qualified_total: 1, 'leads_assigned_total{mode="AUTO"}': 1 });
    expect(counted(1)).toEqual({});
    expect(counted(8)).toEqual({ 'escalations_total{action="REMINDER",overtaken="false"}': 1 });
    // The alert was due, but the call was received before anybody looked.
    expect(counted(20, call(16))).toEqual({
      sla_clocks_breached_total: 1,
      'escalations_total{action="MANAGER_ALERT",overtaken="true"}': 1,
      'sla_clocks_met_total{late="true"}': 1,
      leads_contacted_total: 1,
    });
    // A second call is no second contact.
    expect(counted(21, call(21))).toEqual({});
    expect(counted(22, command(22, { kind: 'CLOSE', outcome: 'WON' }))).toEqual({
      'leads_closed_total{outcome="WON"}': 1,
    });
    expect(counted(23, command(23, { kind: 'CLOSE', outcome: 'LOST' }))).toEqual({});
    expect(counted(24, command(24, { kind: 'REOPEN', reason: 'called back' }))).toMatchObject({
      leads_reopened_total: 1,
    });
    expect(lead.lead.contactedAtMs).not.toBeNull();
  });

  it('tells a lead that is not qualified, and one that nobody could take', () => {
    const scoring = { threshold: 5, rules: [] };
    expect(happened(new EngineLead(newFlow({ scoring }), []).settle(at(0)))).toEqual({ leads_unqualified_total: 1 });
    expect(happened(new EngineLead(newFlow(), []).settle(at(0)))).toEqual({
      leads_qualified_total: 1,
      leads_unrouted_total: 1,
    });
  });

  it('measures each instant that was due when it was settled', () => {
    const lead = new EngineLead(newFlow({ clocks }), [newCandidate('ana')]);
    lead.settle(at(0));
    const { passed } = lead.settle(at(15) + 1_200).changes;
    expect(passed).toEqual([at(7.5), at(15), at(15)]);
    expect(latenessOf(passed, at(15) + 1_200)).toEqual({
      'settlement_lateness_seconds{le="1800"}': 1,
      'settlement_lateness_seconds{le="2.5"}': 2,
      settlement_lateness_seconds_sum_ms: 7.5 * MINUTE + 3 * 1_200,
    });
    expect(latenessOf([at(0), at(1)], at(0) - 5)).toEqual({ 'settlement_lateness_seconds{le="0.05"}': 2 });
    expect(latenessOf([at(0)], at(0) + 5_000_000)).toMatchObject({ 'settlement_lateness_seconds{le="+Inf"}': 1 });
    expect(latenessOf([], at(0))).toEqual({});
  });
});
