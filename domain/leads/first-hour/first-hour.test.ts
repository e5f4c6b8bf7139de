import { describe, expect, it } from 'vitest';
import {
  firstHourStanding,
  firstHourSteps,
  isReminded,
  type FirstHourFacts,
  type FirstHourKept,
  type FirstHourStep,
} from './first-hour.js';

const BEGUN = '2026-11-30T08:00:00.000Z';
const BEGUN_MS = Date.parse(BEGUN);
const DAY_MS = 24 * 60 * 60_000;
const kept: FirstHourKept = { begunAt: BEGUN };

/** As an organisation begins: hours, a team without people and a flow, all untouched. */
const newborn: FirstHourFacts = {
  hours: { calendars: 1, changedAtMs: null },
  people: { takers: 0, elsewhere: 0 },
  flow: { active: 1, publishedAtMs: null },
  source: null,
  lead: null,
  call: { atMs: null, isTried: false },
};
const all: FirstHourFacts = {
  hours: { calendars: 1, changedAtMs: BEGUN_MS + 1 },
  people: { takers: 2, elsewhere: 0 },
  flow: { active: 1, publishedAtMs: BEGUN_MS + 2 },
  source: { madeAtMs: BEGUN_MS + 3, isOn: true },
  lead: { receivedAtMs: BEGUN_MS + 4 },
  call: { atMs: BEGUN_MS + 5, isTried: true },
};
const missing = (facts: Partial<FirstHourFacts>, of: FirstHourStep, own: FirstHourKept = kept) =>
  firstHourSteps(own, { ...newborn, ...facts }).find(({ key }) => key === of)?.missing;

describe('the first hour', () => {
  it('begins with nothing done, and says of each step what is missing', () => {
    expect(firstHourSteps(kept, newborn).map(({ key, done, missing }) => [key, done, missing])).toEqual([
      ['HOURS', false, 'NOT_LOOKED_AT'],
      ['PEOPLE', false, 'NOBODY'],
      ['FLOW', false, 'NOT_LOOKED_AT'],
      ['SOURCE', false, 'NO_SOURCE'],
      ['LEAD', false, 'NO_LEAD'],
      ['CALL', false, 'NO_LEAD'],
    ]);
  });

  it('is done when each has its proof, and knows since when', () => {
    const steps = firstHourSteps(kept, all);
    expect(steps.map(({ atMs }) => atMs && atMs - BEGUN_MS)).toEqual([1, null, 2, 3, 4, 5]);
    expect(firstHourStanding(kept, steps)).toBe('DONE');
  });

  it('takes hours and a flow as they are, once somebody says so', () => {
    const confirmed = { begunAt: BEGUN, confirmedAt: { HOURS: BEGUN, FLOW: BEGUN } };
    expect([missing({}, 'HOURS', confirmed), missing({}, 'FLOW', confirmed)]).toEqual([null, null]);
    // What is gone since was not confirmed.
    expect(missing({ hours: { calendars: 0, changedAtMs: null } }, 'HOURS', confirmed)).toBe('NO_CALENDAR');
    expect(missing({ flow: { active: 0, publishedAtMs: null } }, 'FLOW', confirmed)).toBe('NO_ACTIVE_FLOW');
  });

  it.each([
    [0, 1, 'ONE_ONLY'],
    [1, 0, 'ONE_ONLY'],
    [1, 1, 'NOT_IN_TEAM'],
    [0, 3, 'NOT_IN_TEAM'],
    [2, 0, null],
  ] as const)('%i who get leads and %i who do not: %s', (takers, elsewhere, what) => {
    expect(missing({ people: { takers, elsewhere } }, 'PEOPLE')).toBe(what);
  });

  it('wants a source that takes something in', () => {
    expect(missing({ source: { madeAtMs: BEGUN_MS, isOn: false } }, 'SOURCE')).toBe('SOURCE_OFF');
  });

  it('takes no call that reached nobody', () => {
    const lead = { receivedAtMs: BEGUN_MS };
    expect(missing({ lead }, 'CALL')).toBe('NOT_CALLED');
    expect(missing({ lead, call: { atMs: null, isTried: true } }, 'CALL')).toBe('NOT_REACHED');
  });

  it('is none of an organisation that was there before it', () => {
    expect(firstHourStanding(null, firstHourSteps(kept, newborn))).toBe('NONE');
    expect(isReminded(null, 'NONE', BEGUN_MS)).toBe(false);
  });

  it('is on the overview for a month, until it is done or put away, and again when it is brought back', () => {
    const steps = firstHourSteps(kept, newborn);
    expect(firstHourStanding(kept, steps)).toBe('OPEN');
    expect(isReminded(kept, 'OPEN', BEGUN_MS + 29 * DAY_MS)).toBe(true);
    expect(isReminded(kept, 'OPEN', BEGUN_MS + 30 * DAY_MS)).toBe(false);
    expect(isReminded(kept, 'DONE', BEGUN_MS)).toBe(false);
    const away = { ...kept, putAwayAt: BEGUN };
    expect(firstHourStanding(away, steps)).toBe('PUT_AWAY');
    const again = { ...kept, broughtBackAt: '2027-03-01T08:00:00.000Z' };
    expect(isReminded(again, 'OPEN', Date.parse(again.broughtBackAt) + DAY_MS)).toBe(true);
  });
});
