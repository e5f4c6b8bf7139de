import { describe, expect, it } from 'vitest';
import type { CandidateHours } from '../domain/leads/lead/people.js';
import { canAllHave, givenTo, standingOf, WrittenAhead } from './written-ahead.js';

const ORG = 'org';
const person = (userId: string, more: Partial<CandidateHours> = {}): CandidateHours => ({
  userId,
  name: userId,
  status: 'ACTIVE',
  teamIds: [],
  skills: {},
  languages: [],
  territories: [],
  calendarId: null,
  offFromMs: null,
  timeOff: null,
  busyUntilMs: null,
  backAtMs: null,
  capacity: 10,
  load: 0,
  lastAssignedAtMs: null,
  recentlyAssignedAtMs: [],
  ...more,
});
const given = [
  { userId: 'ana', load: 2, atMs: [100, 200] },
  { userId: 'bob', load: -2, atMs: [] },
];

describe('what is written ahead', () => {
  it('counts for whoever decides next, until it is committed or undone', async () => {
    const ahead = new WrittenAhead();
    (await ahead.turn(ORG))();
    const end = ahead.promise(ORG, given);
    const rows = [person('ana', { load: 1, lastAssignedAtMs: 50 }), person('bob', { load: 3 }), person('cy')];
    expect(ahead.withPromised(ORG, rows)).toEqual([
      person('ana', { load: 3, lastAssignedAtMs: 200, recentlyAssignedAtMs: [100, 200] }),
      person('bob', { load: 1 }),
      person('cy'),
    ]);
    expect(ahead.withPromised('another', rows)).toBe(rows);
    end();
    expect(ahead.withPromised(ORG, rows)).toEqual(rows);
  });

  it('is decided one after the other, org by org', async () => {
    const ahead = new WrittenAhead();
    const first = await ahead.turn(ORG);
    const went: string[] = [];
    const second = ahead.turn(ORG).then((end) => {
      went.push('second');
      end();
    });
    const third = ahead.turn(ORG).then((end) => {
      went.push('third');
      end();
    });
    (await ahead.turn('another'))();
    expect(went).toEqual([]);
    first();
    first();
    await Promise.all([second, third]);
    expect(went).toEqual(['second', 'third']);
  });

  it('is what changed of loads and turns', () => {
    const candidates = [person('ana', { load: 1 }), person('bob', { load: 3 }), person('cy')].map((one) => ({
      ...one,
      atWork: true,
      shiftLeftMs: null,
    }));
    const before = standingOf(candidates);
    candidates[0]!.load += 2;
    candidates[0]!.recentlyAssignedAtMs.push(100, 200);
    candidates[1]!.load -= 2;
    expect(givenTo(candidates, before)).toEqual(given);
  });

  it.each([
    ['with room to the last place', {}, true],
    ['full meanwhile', { load: 11 }, false],
    ['off since', { timeOff: { untilMs: null } }, false],
    ['busy since', { busyUntilMs: 400 }, false],
    ['no longer busy', { busyUntilMs: 300 }, true],
    ['away since', { status: 'AWAY' as const }, false],
  ])('can be had by somebody %s: %o', (_, more, expected) => {
    expect(canAllHave(given, [person('ana', { load: 10, ...more })], 300)).toBe(expected);
  });

  it('can be had by nobody who is gone from the team; who only lost something is not asked', () => {
    expect(canAllHave(given, [person('bob')], 300)).toBe(false);
    expect(canAllHave([given[1]!], [], 300)).toBe(true);
  });
});
