import { describe, expect, it } from 'vitest';
import { compression } from '../../cli/demo/replay/compression.js';
import type { Expected, StepKey, Verdict } from '../../cli/demo/replay/expected.js';
import { judge, type LeadDetail } from '../../cli/demo/replay/verdict.js';

const MINUTE = 60_000;
const received = Date.parse('2026-11-20T10:00:00.000Z');
/** PT15M is 1,500 ms, and a minute is 100 ms. */
const compressed = compression(600, 15 * MINUTE);
const iso = (ms: number) => new Date(received + ms).toISOString();

interface Made {
  status: string;
  metMs?: number;
  heardMs?: number;
  targetMs?: number;
  fired: [StepKey, number][];
}

/** What the API answers of a lead, as far as it is judged. */
function detail({ status, metMs, heardMs = metMs, targetMs = 1500, fired }: Made): LeadDetail {
  const clock = {
    key: 'first_contact',
    status,
    startedAt: iso(0),
    deadlineAt: iso(targetMs),
    metAt: metMs === undefined ? null : iso(metMs),
    correctedAt: null,
  };
  const escalations = fired.map(([stepKey, dueMs]) => ({
    type: 'ESCALATION',
    clockKey: 'first_contact',
    stepKey,
    action: 'ANY',
    dueAt: iso(dueMs),
    firedAt: iso(dueMs + 5),
    overtaken: false,
    compensatedAt: null,
  }));
  const proofs = heardMs === undefined ? [] : [{ type: 'PROOF', receivedAt: iso(heardMs) }];
  return {
    receivedAt: iso(0),
    clocks: [clock],
    timeline: [...escalations, ...proofs],
  } as unknown as LeadDetail;
}

const STEPS_OF: Record<Verdict, StepKey[]> = {
  MET: [],
  LATE: ['remind', 'alert', 'reassign'],
  UNPROVEN: ['remind', 'alert', 'reassign'],
};
function expected(verdict: Verdict, contactAfterMs?: number): Expected {
  const lead = { id: '1', receivedAtMs: 0, amountEur: null };
  const first =
    contactAfterMs === undefined
      ? null
      : { line: 2, leadId: '1', startedAtMs: contactAfterMs, kind: 'OFFER_CALL', rep: '' };
  return { lead, first, verdict, steps: STEPS_OF[verdict] };
}
const mismatches = (made: Made, want: Expected) => judge(detail(made), want, compressed).mismatches;
const ladder: [StepKey, number][] = [
  ['remind', 750],
  ['alert', 1500],
  ['reassign', 1500],
];

describe('a lead against the file', () => {
  it('agrees when it is met, late or unproven as the file says', () => {
    expect(mismatches({ status: 'MET', metMs: 300, fired: [] }, expected('MET', 3 * MINUTE))).toEqual([]);
    expect(mismatches({ status: 'BREACHED', metMs: 6000, fired: ladder }, expected('LATE', 60 * MINUTE))).toEqual([]);
    expect(mismatches({ status: 'BREACHED', fired: ladder }, expected('UNPROVEN'))).toEqual([]);
  });

  it('differs by verdict', () => {
    const met: Made = { status: 'MET', metMs: 300, fired: [] };
    expect(mismatches(met, { ...expected('LATE', 3 * MINUTE), steps: [] })).toEqual([
      'the file says LATE, the system MET',
    ]);
    expect(mismatches({ status: 'RUNNING', fired: ladder }, expected('UNPROVEN'))).toEqual([
      'the file says UNPROVEN, the system RUNNING',
    ]);
  });

  it('differs by deadline and by the instant of the contact', () => {
    expect(mismatches({ status: 'MET', metMs: 300, targetMs: 1501, fired: [] }, expected('MET', 3 * MINUTE))).toEqual([
      'the deadline is 1501 ms after the start',
    ]);
    expect(mismatches({ status: 'MET', metMs: 301, fired: [] }, expected('MET', 3 * MINUTE))).toEqual([
      'it was met 301 ms after it came in, not 300 ms',
    ]);
  });

  it('differs by a step that is missing, double or had no reason', () => {
    const late = expected('LATE', 60 * MINUTE);
    const fires = (fired: [StepKey, number][]) => mismatches({ status: 'BREACHED', metMs: 6000, fired }, late);
    expect(fires(ladder.slice(1))).toEqual(['«remind» fired 0 times, not 1']);
    expect(fires([...ladder, ['alert', 1500]])).toEqual(['«alert» fired 2 times, not 1']);
    const met: Made = { status: 'MET', metMs: 300, fired: [['remind', 750]] };
    expect(mismatches(met, expected('MET', 3 * MINUTE))).toEqual(['«remind» fired 1 times, not 0']);
  });

  it('lets a step be that was due before the proof came in, and tells of it', () => {
    const made: Made = { status: 'MET', metMs: 700, heardMs: 760, fired: [['remind', 750]] };
    const judged = judge(detail(made), expected('MET', 7 * MINUTE), compressed);
    expect(judged.mismatches).toEqual([]);
    expect(judged.crossedSteps).toEqual(['remind']);
  });

  it('has no verdict without a clock', () => {
    const none = { ...detail({ status: 'MET', fired: [] }), clocks: [] };
    expect(judge(none, expected('MET', MINUTE), compressed)).toMatchObject({
      verdict: null,
      mismatches: ['it has 0 clocks'],
    });
  });
});
