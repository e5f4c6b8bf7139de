import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newFlow, newLead } from '../../../test/support/lead-engine.js';
import type { Condition } from '../../engine/conditions/definition.js';
import { selectFlow, type ActiveFlow } from './select.js';

const facts = { ...newLead({ source: 'facebook' }), score: null };
const flow = (key: string, priority: number, match: Condition = { all: [] }): ActiveFlow => ({
  id: `id-${key}`,
  key,
  version: 1,
  definition: newFlow({ priority, match }),
});

describe('the flow of a lead', () => {
  it('is the matching one of highest priority', () => {
    const flows = [
      flow('low', 1),
      flow('high', 20, { field: 'source', op: 'eq', value: 'google' }),
      flow('middle', 10, { field: 'source', op: 'eq', value: 'facebook' }),
    ];
    expect(selectFlow(facts, null, flows)?.key).toBe('middle');
    expect(selectFlow({ ...facts, source: 'google' }, null, flows)?.key).toBe('high');
    expect(selectFlow(facts, null, flows.slice(1, 2))).toBeNull();
    expect(selectFlow(facts, null, [])).toBeNull();
  });

  it('is the one that its endpoint names, whether it matches or not, and no other when that is not active', () => {
    const flows = [flow('a', 99), flow('b', 1, { any: [] })];
    expect(selectFlow(facts, 'id-b', flows)?.key).toBe('b');
    expect(selectFlow(facts, 'id-gone', flows)).toBeNull();
  });

  it('does not depend on the order of rows: equal priorities end at the key', () => {
    const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
    const shuffled = keys
      .chain((each) => fc.tuple(...each.map((key) => fc.integer({ min: 0, max: 2 }).map((rank) => flow(key, rank)))))
      .chain((flows) => fc.tuple(fc.constant(flows), fc.shuffledSubarray(flows, { minLength: flows.length })));
    fc.assert(
      fc.property(shuffled, ([flows, others]) => {
        const chosen = selectFlow(facts, null, flows)!;
        expect(selectFlow(facts, null, others)?.key).toBe(chosen.key);
        const highest = Math.max(...flows.map(({ definition }) => definition.priority));
        const best = flows.filter(({ definition }) => definition.priority === highest).map(({ key }) => key);
        expect(chosen.key).toBe(best.sort()[0]);
      }),
    );
  });
});
