import { describe, expect, it } from 'vitest';
import { newCandidate } from '../../../test/support/lead-engine.js';
import { funnel, type FunnelRequest } from './funnel.js';
import { FUNNEL_STEPS, type Candidate } from './types.js';

const NOW = Date.UTC(2026, 10, 23, 9);
const MINUTE = 60_000;
const request = (change: Partial<FunnelRequest> = {}): FunnelRequest => ({
  teamId: 'team-1',
  skills: [],
  language: null,
  country: null,
  minShiftLeftMs: 0,
  weight: 1,
  tried: new Set<string>(),
  nowMs: NOW,
  noun: { one: 'lead', many: 'leads' },
  ...change,
});
const reasonOf = (candidate: Partial<Candidate>, asked: Partial<FunnelRequest> = {}): string | null =>
  funnel(newCandidate('ana', candidate), request(asked))?.reason ?? null;

describe('the funnel', () => {
  it('asks its steps in order, and tells the first that fails', () => {
    const asked = request({
      skills: [{ skill: 'de', level: 2 }],
      language: 'de',
      country: 'DE',
      minShiftLeftMs: MINUTE,
      tried: new Set(['ana']),
    });
    // Fails all of them; then one more of them is mended each time.
    let candidate = newCandidate('ana', {
      status: 'AWAY',
      teamIds: [],
      territories: ['RO'],
      atWork: false,
      shiftLeftMs: 0,
      capacity: 3,
      load: 3,
    });
    const mend: Partial<Candidate>[] = [
      { status: 'ACTIVE' },
      { teamIds: ['team-1'] },
      { skills: { de: 2 } },
      { languages: ['de'] },
      { territories: [] },
      { atWork: true, shiftLeftMs: null },
      { load: 2 },
    ];
    const steps = [funnel(candidate, asked)?.step];
    for (const change of mend) {
      candidate = { ...candidate, ...change };
      steps.push(funnel(candidate, asked)?.step);
    }
    expect(steps).toEqual([...FUNNEL_STEPS]);
    expect(funnel(candidate, { ...asked, tried: new Set(['bob']) })).toBeNull();
  });

  it.each<[Partial<Candidate>, Partial<FunnelRequest>, string | null]>([
    [{ status: 'AWAY' }, {}, 'ACTIVE: is away'],
    [{ status: 'INACTIVE' }, {}, 'ACTIVE: is inactive'],
    [{ teamIds: ['team-2'] }, {}, 'IN_TEAM: is not in the team'],
    [{ capacity: 3, load: 3 }, {}, 'HAS_CAPACITY: is full: a load of 3 of 3'],
    [{ capacity: 3, load: 4.5 }, {}, 'HAS_CAPACITY: is full: a load of 4.5 of 3'],
    [{ capacity: 3, load: 2 }, { weight: 1.5 }, 'HAS_CAPACITY: has 1 of 3 free, this lead takes 1.5'],
    [{ capacity: 3, load: 1.5 }, { weight: 1.5 }, null],
    // 0.1 + 0.2 is a little more than 0.3.
    [{ capacity: 1, load: 0.1 + 0.2 }, { weight: 0.7 }, null],
    [{ capacity: 0 }, {}, 'HAS_CAPACITY: is full: a load of 0 of 0'],
    [{}, { tried: new Set(['ana']) }, 'NOT_TRIED: had this lead already'],
  ])('%j for %j: %s', (candidate, asked, reason) => expect(reasonOf(candidate, asked)).toBe(reason));

  it.each<[Record<string, number>, { skill: string; level: number }[], string | null]>([
    [{ de: 1, fr: 4 }, [{ skill: 'de', level: 1 }], null],
    [
      { de: 1 },
      [
        { skill: 'de', level: 1 },
        { skill: 'fr', level: 1 },
        { skill: 'it', level: 5 },
      ],
      'HAS_SKILLS: lacks fr, it',
    ],
    [{ ro: 2 }, [{ skill: 'ro', level: 3 }], 'HAS_SKILLS: ro at level 2, 3 needed'],
    [{ ro: 3 }, [{ skill: 'ro', level: 3 }], null],
    [
      { ro: 2, de: 1 },
      [
        { skill: 'fr', level: 1 },
        { skill: 'ro', level: 3 },
        { skill: 'de', level: 2 },
      ],
      'HAS_SKILLS: lacks fr; ro at level 2, 3 needed; de at level 1, 2 needed',
    ],
    // Names of members that every object has are skills like any other.
    [{}, [{ skill: 'constructor', level: 1 }], 'HAS_SKILLS: lacks constructor'],
  ])('skills %j for %j: %s', (skills, wanted, reason) => expect(reasonOf({ skills }, { skills: wanted })).toBe(reason));

  it.each<[string[], string | null, string | null]>([
    [['ro'], 'ro', null],
    [['pt-BR'], 'pt', null],
    [['EN'], 'en', null],
    [['ro', 'en'], 'de', 'SPEAKS_LANGUAGE: does not speak de (speaks ro, en)'],
    [[], 'de', 'SPEAKS_LANGUAGE: does not speak de (no language is recorded)'],
    [[], null, null],
  ])('languages %j for %s: %s', (languages, language, reason) =>
    expect(reasonOf({ languages }, { language })).toBe(reason),
  );

  it.each<[string[], string | null, string | null]>([
    [['RO', 'MD'], 'MD', null],
    [['ro'], 'RO', null],
    [[], 'RO', null],
    [['DE'], null, null],
    [['DE', 'AT'], 'RO', 'IN_TERRITORY: RO is not in the territory (DE, AT)'],
  ])('territories %j for %s: %s', (territories, country, reason) =>
    expect(reasonOf({ territories }, { country })).toBe(reason),
  );

  it.each<[Partial<Candidate>, number, string | null]>([
    [{ timeOff: { untilMs: Date.UTC(2026, 11, 1, 9) } }, 0, 'AT_WORK: is on time off until 2026-12-01T09:00Z'],
    [{ timeOff: { untilMs: null }, atWork: false }, 0, 'AT_WORK: is on time off, and its end is not known'],
    [{ atWork: false, shiftLeftMs: 0, busyUntilMs: NOW + MINUTE }, 0, 'AT_WORK: is not at work now'],
    [{ busyUntilMs: NOW + 15 * MINUTE }, 0, 'AT_WORK: is busy until 2026-11-23T09:15Z'],
    [{ busyUntilMs: NOW }, 0, null],
    [{ shiftLeftMs: 12 * MINUTE + 59_999 }, 30 * MINUTE, 'AT_WORK: 12 min of the shift left, 30 min needed'],
    [{ shiftLeftMs: 90 * MINUTE }, 120 * MINUTE, 'AT_WORK: 1 h 30 min of the shift left, 2 h needed'],
    [{ shiftLeftMs: 59_999 }, 30 * MINUTE, 'AT_WORK: less than 1 min of the shift left, 30 min needed'],
    [{ shiftLeftMs: 30 * MINUTE }, 30 * MINUTE, null],
    [{ shiftLeftMs: null }, 30 * MINUTE, null],
    [{ shiftLeftMs: 1 }, 0, null],
  ])('%j with %d ms needed: %s', (candidate, minShiftLeftMs, reason) =>
    expect(reasonOf(candidate, { minShiftLeftMs })).toBe(reason),
  );
});
