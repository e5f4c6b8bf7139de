import { describe, expect, it } from 'vitest';
import { faults, type FinalLead, type SeenLead } from './checker.js';

const ladder = ['remind:0', 'alert:0'];
const escalation = (stepKey: string, change: Partial<FinalLead['escalations'][number]> = {}) => ({
  key: `lead:clock:1:${stepKey}:0`,
  stepKey,
  repeat: 0,
  dueAtMs: 100,
  firedAtMs: 105,
  overtaken: false,
  compensated: false,
  ...change,
});
const unproven = (): FinalLead => ({
  leadId: 'a',
  externalId: 'x-a',
  hasWorkflow: true,
  clock: { status: 'BREACHED', deadlineAtMs: 100 },
  proofReceivedAtMs: null,
  escalations: [escalation('remind'), escalation('alert')],
  breachedEntries: 1,
});
const proven = (): FinalLead => ({
  ...unproven(),
  leadId: 'b',
  externalId: 'x-b',
  clock: { status: 'MET', deadlineAtMs: 100 },
  proofReceivedAtMs: 60,
  escalations: [escalation('remind', { dueAtMs: 50, firedAtMs: 55 })],
  breachedEntries: 0,
});
const seen: SeenLead[] = [
  { leadId: 'a', externalId: 'x-a', provenAtMs: null },
  { leadId: 'b', externalId: 'x-b', provenAtMs: 58 },
];

describe('the checker of the kill test', () => {
  it('finds nothing wrong in a good run', () => {
    expect(faults(seen, [unproven(), proven()], ladder)).toEqual([]);
  });

  const planted: [string, FinalLead[]][] = [
    ['a lead that was answered and is not there', [proven()]],
    ['a lead stored twice', [unproven(), proven(), { ...unproven(), leadId: 'c' }]],
    ['a lead without a workflow', [{ ...unproven(), hasWorkflow: false }, proven()]],
    ['a missing escalation', [{ ...unproven(), escalations: [escalation('remind')] }, proven()]],
    [
      'a doubled escalation',
      [{ ...unproven(), escalations: [escalation('remind'), escalation('remind'), escalation('alert')] }, proven()],
    ],
    [
      'an early escalation',
      [{ ...unproven(), escalations: [escalation('remind'), escalation('alert', { firedAtMs: 99 })] }, proven()],
    ],
    [
      'an escalation after a timely proof',
      [unproven(), { ...proven(), escalations: [escalation('alert', { firedAtMs: 110 })] }],
    ],
    ['a lost proof', [unproven(), { ...proven(), proofReceivedAtMs: null }]],
    ['a wrong verdict', [unproven(), { ...proven(), clock: { status: 'BREACHED', deadlineAtMs: 100 } }]],
    ['a breach recorded twice', [{ ...unproven(), breachedEntries: 2 }, proven()]],
    ['a breach without its audit entry', [{ ...unproven(), breachedEntries: 0 }, proven()]],
  ];
  it.each(planted)('sees %s', (_, rows) => {
    expect(faults(seen, rows, ladder)).not.toEqual([]);
  });
});
