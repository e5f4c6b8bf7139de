import { describe, expect, it } from 'vitest';
import type { LeadInput } from '../../domain/leads/lead/state.js';
import { compileCalendar } from '../../domain/engine/calendars/calendar.js';
import { viewOf } from '../../domain/leads/view/view.js';
import { EngineLead, newCandidate } from '../support/lead-engine.js';
import { goldenCases, type GoldenCase, type Row } from './document.js';
import { happeningsOf, type Happening } from './happening.js';
import { outcomeOf, type Told } from './outcome.js';
import { policyOf } from './policy.js';
import { nextMonday, Week, weekOfSpring } from './week.js';

const CALENDAR = 'hours';
const TEAM = 'team-1';
/** Some instant: the cases know weekdays only. */
const FROM = Date.UTC(2026, 5, 1);
/** How long after the last row we look whether anything else comes. */
const AFTERMATH_MS = 3 * 86_400_000;

/** Plays a case without any machinery: time jumps from one instant that matters to the next. */
function play(golden: GoldenCase): Row[] {
  const policy = policyOf(golden);
  const { timeZone } = policy.hours;
  const mondayMs = policy.springs ? weekOfSpring(timeZone, FROM) : nextMonday(FROM);
  const happenings = happeningsOf(golden.happened, new Week(timeZone, mondayMs), (name) => name);
  const calendar = compileCalendar(policy.hours);
  const away = new Set<string>();
  const [arrival, ...later] = happenings;
  const flow = policy.flow({ teamId: TEAM, calendarId: CALENDAR, userId: (name) => name });
  const engine = new EngineLead(flow, [], { receivedAtMs: arrival!.atMs });
  const log: Told[] = [];

  const settle = (nowMs: number, inputs: LeadInput[] = []): void => {
    const candidates = policy.reps
      .filter(({ name }) => !away.has(name))
      .map(({ name, keepsHours, capacity }) =>
        newCandidate(name, {
          teamIds: [TEAM],
          capacity,
          atWork: !keepsHours || calendar.isOpen(nowMs),
          load: engine.lead.ownerId === name ? 1 : 0,
          lastAssignedAtMs: engine.lead.assignments.findLast(({ ownerId }) => ownerId === name)?.assignedAtMs ?? null,
        }),
      );
    const draft = engine.settle(nowMs, inputs, 'SETTLED', { candidates, calendars: new Map([[CALENDAR, calendar]]) });
    log.push(...draft.changes.audit.map(({ action, after }) => ({ atMs: nowMs, action, after })));
  };
  const settleUntil = (untilMs: number): void => {
    for (;;) {
      const next = viewOf(engine.lead, (id) => id).nextDueAtMs;
      if (next === null || next >= untilMs) return;
      settle(next);
    }
  };

  settle(arrival!.atMs);
  for (const [index, happening] of later.entries()) {
    settleUntil(happening.atMs);
    if (happening.type === 'LEAVE') away.add(happening.userId);
    settle(happening.atMs, [inputOf(happening, index)]);
  }
  settleUntil(happenings.at(-1)!.atMs + AFTERMATH_MS);
  return outcomeOf(log, { week: new Week(timeZone, mondayMs), nameOf: (id) => id });
}

function inputOf(happening: Happening, index: number): LeadInput {
  const base = { id: `input-${index}`, receivedAtMs: happening.atMs, actor: { type: 'system', id: null } as const };
  switch (happening.type) {
    case 'PROOF':
      return {
        ...base,
        type: 'PROOF',
        kind: happening.kind,
        outcome: happening.outcome ?? null,
        occurredAtMs: happening.occurredAtMs,
      };
    case 'COMMAND':
      return { ...base, type: 'COMMAND', request: happening.request };
    case 'LEAVE':
      return { ...base, type: 'COMMAND', request: { kind: 'REPLAN', absentUserId: happening.userId, reason: 'leave' } };
    case 'ARRIVES':
      throw new Error('a lead comes in once, first');
  }
}

describe('golden cases, in the pure domain', () => {
  const cases = goldenCases();

  it('are all there', () => {
    expect(cases.length).toBeGreaterThanOrEqual(10);
  });

  it.each(cases)('$title', (golden) => {
    expect(play(golden)).toEqual(golden.expected);
  });
});
