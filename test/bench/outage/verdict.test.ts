import { describe, expect, it } from 'vitest';
import { type Happened, verdictOf } from './verdict.js';

const terms = { breachAfterMs: 60_000, stepsAfterMs: { remind: 30_000 } };
const away = { fromMs: 100_000, untilMs: 700_000 };
const sent = (id: string, receivedAtMs: number, provenAtMs: number | null = null) => ({ id, receivedAtMs, provenAtMs });
const happened = (
  leadId: string,
  kind: Happened['kind'],
  committedAtMs: number,
  stepKey: string | null = null,
): Happened => ({ leadId, kind, stepKey, committedAtMs });

/** Begun 100 ms after its receipt, reminded 40 ms late, breached 60 ms late. */
const story = (id: string, atMs: number): Happened[] => [
  happened(id, 'BEGUN', atMs + 100),
  happened(id, 'STEP', atMs + 30_040, 'remind'),
  happened(id, 'BREACH', atMs + 60_060),
];
const judge = (leads: ReturnType<typeof sent>[], all: Happened[]) =>
  verdictOf(leads, new Map(leads.map(({ id, receivedAtMs }) => [id, receivedAtMs])), all, terms, away);

describe('what an outage did', () => {
  it('is counted for what fell due and came in meanwhile, and for nothing else', () => {
    const verdict = judge(
      [sent('before', 80_000), sent('meanwhile', 200_000), sent('late', 690_000)],
      [...story('before', 80_000), ...story('meanwhile', 200_000), ...story('late', 690_000)],
    );
    expect(verdict.lateness).toEqual({ count: 4, p50: 40, p99: 60, max: 60 });
    expect(verdict.begun).toMatchObject({ count: 2, max: 100 });
    expect(verdict).toMatchObject({ missing: { due: 0, begun: 0, applied: 0 }, twice: 0, wrong: 0 });
  });

  it('misses what nobody recorded', () => {
    const proven = sent('proven', 200_000, 220_000);
    expect(judge([sent('one', 200_000), proven], []).missing).toEqual({ due: 2, begun: 2, applied: 1 });
  });

  it('counts what was recorded again, each step by its key', () => {
    const all = story('one', 200_000);
    expect(judge([sent('one', 200_000)], [...all, happened('one', 'STEP', 230_000, 'other')]).twice).toBe(0);
    expect(judge([sent('one', 200_000)], [...all, all[1]!, all[2]!]).twice).toBe(2);
  });

  it('expects nothing to fall due of a lead that was called, and says what did', () => {
    const verdict = judge(
      [sent('one', 200_000, 220_000)],
      [happened('one', 'BEGUN', 200_500), happened('one', 'MET', 220_070), happened('one', 'BREACH', 260_000)],
    );
    expect(verdict).toMatchObject({ lateness: { count: 0 }, applied: { count: 1, max: 70 }, wrong: 1 });
    expect(verdict.missing).toEqual({ due: 0, begun: 0, applied: 0 });
  });
});
