import { describe, expect, it } from 'vitest';
import { comparisonText, compareRuns } from './compare.js';
import type { Line } from './figure.js';
import type { RunRecord } from './record.js';

const line = (change: Partial<Line> = {}): Line => ({ what: 'p99', unit: 'ms', product: 100, ...change });

function record(lines: Line[], change: Partial<RunRecord> = {}): RunRecord {
  return {
    at: '2026-11-30T08:00:00.000Z',
    temporal: 'dev',
    machine: { machine: '2 × A', node: 'v24', commit: 'abc, clean' },
    rounds: 3,
    quick: false,
    environment: [],
    results: { herd: { lines, notes: [], raw: null } },
    ...change,
  };
}

const verdict = (before: Partial<Line>, now: Partial<Line>) =>
  compareRuns(record([line(before)]), record([line(now)])).moved[0]!.verdict;

describe('what moved between two runs', () => {
  it('is better or worse only if no round lies among those of before', () => {
    const before = { rounds: { product: [90, 100, 120] } };
    expect(verdict(before, { rounds: { product: [70, 80, 89] } })).toBe('better');
    expect(verdict(before, { rounds: { product: [70, 80, 90] } })).toBe('within');
    expect(verdict(before, { rounds: { product: [121, 150, 200] } })).toBe('worse');
  });

  it('is better when it rises where it is a rate', () => {
    const rate = (product: number[]) => ({ unit: 'leads/s', rounds: { product } });
    expect(verdict(rate([10, 11]), rate([20, 21]))).toBe('better');
    expect(verdict(rate([20, 21]), rate([10, 11]))).toBe('worse');
  });

  it('is told by the ratio to the baseline: a machine that is twice as slow has changed nothing', () => {
    const before = { product: 100, baseline: 50, rounds: { product: [98, 102], baseline: [50, 50] } };
    const slower = { product: 200, baseline: 100, rounds: { product: [202, 198], baseline: [100, 100] } };
    expect(verdict(before, slower)).toBe('within');
    const { moved } = compareRuns(record([line(before)]), record([line(slower)]));
    expect(moved[0]).toMatchObject({ before: 100, now: 200, toBaseline: { before: 2, now: 2 } });
  });

  it('cannot be told by one round, nor by a figure that has none', () => {
    expect(verdict({ rounds: { product: [1] } }, { rounds: { product: [9, 9] } })).toBe('unknown');
    expect(verdict({}, {})).toBe('unknown');
    expect(verdict({ product: 6, exact: true }, { product: 5, exact: true })).toBe('better');
    expect(verdict({ rounds: { product: [1, NaN] } }, { rounds: { product: [9, 9] } })).toBe('unknown');
  });

  it('says when a goal is met or missed that was not', () => {
    const goal = (met: boolean) => line({ goal: { text: '≤ 1', met } });
    const of = (was: boolean, is: boolean) => compareRuns(record([goal(was)]), record([goal(is)])).moved[0]!.goal;
    expect([of(false, true), of(true, false), of(true, true)]).toEqual(['now met', 'now missed', null]);
  });

  it('names what only one of them has, of the figures that were measured now', () => {
    const before = record([line({ what: 'p50' })], {
      results: {
        herd: { lines: [line({ what: 'p50' })], notes: [], raw: null },
        tower: { lines: [line()], notes: [], raw: null },
      },
    });
    expect(compareRuns(before, record([line({ what: 'max' })]))).toMatchObject({
      moved: [],
      alone: ['herd, max: only now', 'herd, p50: only before'],
    });
    const failed = record([], { results: { herd: { error: 'no' } } });
    expect(compareRuns(before, failed).alone).toEqual(['herd, p50: only before']);
  });
});

describe('what makes runs hard to compare', () => {
  it('is told: machine, kind of server, rounds, sizes, settings', () => {
    const before = record([line()], { temporal: undefined as never });
    expect(compareRuns(before, record([line()])).differences).toEqual([]);
    const other = record([line()], {
      temporal: 'postgres',
      machine: { machine: '8 × B', node: 'v24', commit: 'def, 2 files changed since' },
      rounds: 1,
      quick: true,
      environment: ['A=1'],
    });
    expect(compareRuns(before, other).differences).toEqual([
      'kind of Temporal server: dev → postgres',
      'machine: 2 × A → 8 × B',
      'rounds: 3 → 1',
      'sizes: full → --quick',
      'settings: none → A=1',
    ]);
  });

  it('stands above the table, with both commits', () => {
    const text = comparisonText(
      record([line({ product: 50, goal: { text: '≤ 60', met: true }, rounds: { product: [49, 51] } })]),
      record([line({ product: 100, goal: { text: '≤ 60', met: false }, rounds: { product: [99, 101] } })], {
        machine: { machine: '2 × A', node: 'v24', commit: 'def, 2 files changed since' },
        rounds: 2,
      }),
    );
    expect(text).toContain('abc, clean → 2026-11-30T08:00:00.000Z, def, 2 files changed since');
    expect(text).toContain('! rounds: 3 → 2');
    expect(text).toMatch(/herd\s+p99\s+50 ms\s+100 ms\s+2\.00×\s+▼ worse, goal now missed/);
  });
});
