import fc from 'fast-check';
import { expect, it } from 'vitest';
import { selectFlow, type ActiveFlow } from '../../../../../../../../domain/leads/flow/select.js';
import type { LeadFacts } from '../../../../../../../../domain/leads/flow/facts.js';
import { around, inTurn } from './in-turn.js';

const flow = fc.record({
  id: fc.uuid(),
  key: fc.stringMatching(/^[a-c]{1,3}$/),
  name: fc.string(),
  priority: fc.integer({ min: 0, max: 3 }),
});
const flows = fc.uniqueArray(flow, { selector: ({ key }) => key, minLength: 1, maxLength: 9 });

it('asks first whom the domain takes first', () => {
  fc.assert(
    fc.property(flows, (all) => {
      const active = all.map(({ id, key, priority }) => ({
        id,
        key,
        version: 1,
        definition: { priority, match: { all: [] } } as unknown as ActiveFlow['definition'],
      }));
      expect(inTurn(all)[0]!.id).toBe(selectFlow({} as LeadFacts, null, active)!.id);
    }),
  );
});

it('shows the neighbours, and counts the others', () => {
  fc.assert(
    fc.property(flows, fc.nat(), (all, pick) => {
      const { id } = all[pick % all.length]!;
      const { shown, before, after } = around(all, id);
      expect(shown.some((one) => one.id === id)).toBe(true);
      expect(shown.length).toBeLessThanOrEqual(7);
      expect(before + shown.length + after).toBe(all.length);
    }),
  );
});
