import type { Routing } from '../../../domain/engine/routing/definition.js';
import { route } from '../../../domain/engine/routing/route.js';
import type { Candidate } from '../../../domain/engine/routing/types.js';
import { newCandidate, newLead } from '../../support/lead-engine.js';
import { roundsOf, type Figure, type FigureResult } from '../figure.js';
import { median, medianSpread, spread } from '../stats.js';

const PEOPLE = 500;
const MOST_MS = 5;
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 23, 9);
const pick = <T>(all: readonly T[], index: number): T => all[index % all.length]!;

/** Of ten, one each falls out for being away, skill, language, territory, hours and load; some are ramping up. */
function person(index: number): Candidate {
  const tenth = index % 10;
  return newCandidate(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`, {
    name: `Rep ${index}`,
    status: tenth === 0 ? 'AWAY' : 'ACTIVE',
    teamIds: ['team-1'],
    skills: { solar: tenth === 1 ? 2 : 3 + (index % 3), ev: 1 + (index % 5), roof: 1 },
    languages: tenth === 2 ? ['de'] : ['ro', 'en-GB'],
    territories: tenth === 3 ? ['DE'] : pick([[], ['RO'], ['RO', 'MD']], index),
    timeOff: tenth === 4 ? { untilMs: NOW + 600 * MINUTE } : null,
    shiftLeftMs: pick([null, 31 * MINUTE, 200 * MINUTE], index),
    capacity: 20,
    load: tenth === 5 ? 20 : (index * 7) % 19,
    lastAssignedAtMs: NOW - ((index * 31) % 600) * MINUTE,
    backAtMs: index % 50 === 6 ? NOW - 60 * MINUTE : null,
    recentlyAssignedAtMs: [NOW - (index % 60) * MINUTE],
  });
}

const routing: Routing = {
  rules: [
    {
      when: { all: [{ field: 'country', op: 'eq', value: 'RO' }] },
      teamId: 'team-1',
      strategy: 'WEIGHTED',
      skills: [{ skill: 'solar', level: 3 }, 'ev'],
      weights: { freeCapacity: 2, skillLevel: 1, shiftLeft: 1, waiting: 1 },
      matchLanguage: true,
      matchTerritory: true,
      minShiftLeft: 'PT30M',
      affinity: true,
    },
  ],
};

/** Milliseconds of each of many calls. */
function timed(times: number, call: () => unknown): number[] {
  return Array.from({ length: times }, () => {
    const began = performance.now();
    call();
    return performance.now() - began;
  });
}

export const routingDecision: Figure = {
  name: 'routing',
  title: `one routing decision over ${PEOPLE} candidates, explained, with every feature; baseline: sorting the same candidates by free capacity`,
  minutes: { full: 0.5, quick: 0.1 },
  run: ({ options }): Promise<FigureResult> => {
    const people = Array.from({ length: PEOPLE }, (_, index) => person(index));
    const facts = { ...newLead({ country: 'RO', language: 'ro-RO' }), score: 50 };
    const decide = () =>
      route(routing, facts, people, {
        nowMs: NOW,
        noun: { one: 'lead', many: 'leads' },
        weight: 2,
        earlierOwnerIds: ['nobody', people[0]!.userId],
      });
    const sort = () => [...people].sort((a, b) => b.capacity - b.load - (a.capacity - a.load));
    const { ranked } = decide();
    const times = options.quick ? 200 : 1_000;
    timed(times, decide);
    timed(times, sort);
    const rounds = Array.from({ length: options.rounds }, () => ({
      product: spread(timed(times, decide)),
      baseline: spread(timed(times, sort)),
    }));
    const product = medianSpread(rounds.map((round) => round.product));
    const baseline = medianSpread(rounds.map((round) => round.baseline));
    const each = (key: 'p50' | 'p99') =>
      roundsOf(
        (round) => round[key],
        rounds.map((round) => round.product),
        rounds.map((round) => round.baseline),
      );
    const ratio = median(rounds.map((round) => round.product.p50 / round.baseline.p50));
    return Promise.resolve({
      lines: [
        {
          what: 'p50',
          unit: 'ms',
          product: product.p50,
          baseline: baseline.p50,
          rounds: each('p50'),
          goal: { text: `< ${MOST_MS} ms`, met: product.p50 < MOST_MS },
        },
        { what: 'p99', unit: 'ms', product: product.p99, baseline: baseline.p99, rounds: each('p99') },
      ],
      notes: [
        `${ranked.length} of ${PEOPLE} pass the funnel; ${times} decisions a round, in this process, without the database; median ratio ${ratio.toFixed(1)}.`,
      ],
      raw: rounds,
    });
  },
};
