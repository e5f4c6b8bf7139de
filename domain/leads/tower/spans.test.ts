import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGE_TO_WIDTH, cut, cutByAge, QUARTER_MS, SPANS } from './spans.js';

const start = Date.UTC(2026, 0, 1);
const at = fc.integer({ min: start, max: start + 40 * 24 * 3_600_000 });

describe('a range, cut into the counts that are kept', () => {
  it('is covered once, by whole spans and by ends shorter than a quarter of an hour, or one within two quarters', () => {
    fc.assert(
      fc.property(at, at, (a, b) => {
        fc.pre(a !== b);
        const range = { fromMs: Math.min(a, b), toMs: Math.max(a, b) };
        const { kept, ends } = cut(range);
        const all = [...kept, ...ends].sort((x, y) => x.fromMs - y.fromMs);
        expect(all[0]!.fromMs).toBe(range.fromMs);
        expect(all.at(-1)!.toMs).toBe(range.toMs);
        all.slice(1).forEach((one, index) => expect(one.fromMs).toBe(all[index]!.toMs));
        for (const { span, fromMs, toMs } of kept) {
          const { ms } = SPANS.find((one) => one.span === span)!;
          expect([fromMs % ms, toMs % ms]).toEqual([0, 0]);
        }
        for (const end of ends)
          expect(end.toMs - end.fromMs).toBeLessThan(kept.length > 0 ? QUARTER_MS : 2 * QUARTER_MS);
        // Never more of a narrow span than the next wider one has room for: so few rows are read.
        const widest = Math.max(0, ...kept.filter(({ span }) => span === 'PT15M').map((one) => one.toMs - one.fromMs));
        expect(widest).toBeLessThan(2 * 3_600_000);
      }),
    );
  });
});

describe('a range, cut by how old it is', () => {
  it('is covered once, by counts that are narrow for their age, or the narrowest, and by what is beside all counts', () => {
    fc.assert(
      fc.property(at, at, at, (a, b, nowMs) => {
        fc.pre(a !== b);
        const range = { fromMs: Math.min(a, b), toMs: Math.max(a, b) };
        const kept = cutByAge(range, nowMs);
        const all = [...kept, ...cut(range).ends].sort((x, y) => x.fromMs - y.fromMs);
        expect(all[0]!.fromMs).toBe(range.fromMs);
        expect(all.at(-1)!.toMs).toBe(range.toMs);
        all.slice(1).forEach((one, index) => expect(one.fromMs).toBe(all[index]!.toMs));
        for (const { span, toMs } of kept) {
          const { ms } = SPANS.find((one) => one.span === span)!;
          if (ms > QUARTER_MS) expect(nowMs - toMs).toBeGreaterThanOrEqual(AGE_TO_WIDTH * ms);
        }
      }),
    );
  });
});
