import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { at, clock, command, step } from '../../../test/support/lead-inputs.js';
import type { LadderStep } from '../flow/definition.js';
import type { LeadState } from '../lead/state.js';
import { spanWords } from './words.js';

/** What is told of a lead received at 09:00 UTC, 11:00 in Bucharest, with a first contact due at 11:15. */
function told(ladder: LadderStep[], minute: number, lead: Partial<LeadState> = {}, reps = ['ana', 'bob']) {
  const engine = new EngineLead(
    newFlow({ clocks: [clock({ ladder })] }),
    reps.map((rep, index) => newCandidate(rep, { capacity: 100 - index })),
    { timeZone: 'Europe/Bucharest', ...lead },
  );
  const first = engine.settle(at(0)).changes.notices;
  return [...first, ...engine.settle(at(minute)).changes.notices].map(
    ({ kind, subject, text }) => `${kind}: ${subject} | ${text}`,
  );
}

describe('a notice', () => {
  it('asks the owner to call, by the org’s clocks', () => {
    expect(told([step('remind', 0.5)], 8).at(-1)).toBe(
      'REMINDER: Call Ana Pop by 11:15 | First contact is due in 7 min.',
    );
    expect(told([step('remind', 2)], 31).at(-1)).toBe(
      'REMINDER: Call Ana Pop now: it was due by 11:15 | First contact was due 16 min ago.',
    );
  });

  it('tells the managers what is late and who has it', () => {
    expect(told([step('alert', 1, { action: 'MANAGER_ALERT' })], 15).at(-1)).toBe(
      'MANAGER_ALERT: First contact of Ana Pop is overdue since 11:15 | It was due less than a minute ago. ana has the lead.',
    );
    expect(told([step('alert', 0.5, { action: 'MANAGER_ALERT' })], 8).at(-1)).toBe(
      'MANAGER_ALERT: First contact of Ana Pop is due by 11:15 | Due in 7 min. ana has the lead.',
    );
  });

  it('tells who had it where it went', () => {
    const [first, second, third] = told([step('on', 1, { action: 'REASSIGN' })], 15);
    expect(first).toMatch(/^ASSIGNED: Your lead: Ana Pop \(web\) \| Why: /);
    expect(second).toMatch(/^ASSIGNED: Your lead: Ana Pop \(web\) \| Why: /);
    expect(third).toBe('REASSIGNED: Ana Pop (web) went to bob | First contact was due less than a minute ago.');
  });

  it('is told also where the org’s zone is none', () => {
    expect(told([step('remind', 0.5)], 8, { timeZone: 'Mars/Olympus' }).at(-1)).toMatch(
      /^REMINDER: Call Ana Pop by 09:15/,
    );
  });

  it('names a lead without a name by where it came from', () => {
    expect(told([step('remind', 0.5)], 8, { name: null }).at(-1)).toMatch(/^REMINDER: Call the lead from web by 11:15/);
  });

  it('tells a new owner what is due next', () => {
    const engine = new EngineLead(newFlow({ clocks: [clock()] }), [newCandidate('ana')]);
    engine.settle(at(0));
    const { notices } = engine.settle(at(5), [command(5, { kind: 'ASSIGN', ownerId: 'bob' })]).changes;
    expect(notices).toMatchObject([
      { subject: 'Your lead: Ana Pop (web)', text: 'First contact is due by 09:15. Why: bob by hand.' },
    ]);
  });

  it('has no key of a clock or a step, no instant of a machine, and does not say its title again', () => {
    const ladder = [
      step('step-key', 0.2, { to: ['owner', 'manager', 'team'] }),
      step('on', 0.6, { action: 'REASSIGN' }),
      step('more', 1, { action: 'REASSIGN' }),
      step('all', 1.5, { action: 'ALERT_TEAM' }),
    ];
    const all = told(ladder, 60);
    expect(all.length).toBeGreaterThan(6);
    for (const one of all) {
      const [title, text] = one.split(': ').slice(1).join(': ').split(' | ');
      expect(one).not.toMatch(/first_contact|step-key|\dT\d\d:\d\d|alert\b|«/);
      expect(text).not.toContain(title);
      expect(text).not.toContain('Ana Pop (web)');
    }
  });
});

it.each([
  [0, 'less than a minute'],
  [59_999, 'less than a minute'],
  [60_000, '1 min'],
  [7 * 60_000 + 31_000, '7 min'],
  [125 * 60_000, '2 h 5 min'],
  [3 * 86_400_000 + 4 * 3_600_000 + 59_000, '3 d 4 h'],
])('%d ms is %s', (ms, words) => expect(spanWords(ms)).toBe(words));
