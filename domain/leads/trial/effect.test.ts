import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newFlow, newLead, RECEIVED } from '../../../test/support/lead-engine.js';
import { selectFlow, type ActiveFlow } from '../flow/select.js';
import { Effect, MOST_EXAMPLES, type RecentLead } from './effect.js';

const SOURCES = ['web', 'fair', 'shop'];
const flowOf = (id: string, priority: number, source: string | null): ActiveFlow => ({
  id,
  key: id,
  version: 1,
  definition: newFlow({
    priority,
    match: source === null ? { all: [] } : { field: 'source', op: 'eq', value: source },
  }),
});
const leadOf = (id: string, source: string, endpointFlowId: string | null): RecentLead => {
  const { score: _, ...lead } = newLead({ source });
  return { id, name: id, endpointFlowId, facts: { ...lead, score: null } };
};

describe('the effect of a draft', () => {
  const source = fc.constantFrom(...SOURCES);
  const flow = fc.record({ priority: fc.integer({ min: 0, max: 3 }), source: fc.option(source) });
  const lead = fc.record({ source, endpoint: fc.option(fc.constantFrom('f0', 'f1', 'mine')) });

  it('counts each lead once: it is kept, taken, given, or none of its business', () => {
    fc.assert(
      fc.property(
        fc.array(flow, { maxLength: 3 }),
        fc.option(flow),
        flow,
        fc.array(lead, { maxLength: 20 }),
        (others, published, draft, leads) => {
          const active = others.map((one, index) => flowOf(`f${index}`, one.priority, one.source));
          if (published) active.push(flowOf('mine', published.priority, published.source));
          const tried = flowOf('mine', draft.priority, draft.source);
          const effect = new Effect(active, tried);
          const all = leads.map((one, index) => leadOf(`l${index}`, one.source, one.endpoint));
          for (const one of all) effect.add(one);
          const after = [...active.filter(({ id }) => id !== 'mine'), tried];
          const moves = all.map(({ facts, endpointFlowId }) => [
            selectFlow(facts, endpointFlowId, active)?.id ?? null,
            selectFlow(facts, endpointFlowId, after)?.id ?? null,
          ]);
          const having = (holds: (had: string | null, has: string | null) => boolean) =>
            moves.filter(([had, has]) => holds(had!, has!)).length;
          expect(effect.leads).toBe(all.length);
          expect(effect.keeps).toBe(having((had, has) => had === 'mine' && has === 'mine'));
          expect(effect.takes.leads).toBe(having((had, has) => had !== 'mine' && has === 'mine'));
          expect(effect.gives.leads).toBe(having((had, has) => had === 'mine' && has !== 'mine'));
          for (const { flows, leads: sum } of [effect.takes, effect.gives]) {
            expect(flows.reduce((total, { leads: some }) => total + some, 0)).toBe(sum);
            for (const { leads: some, examples } of flows) expect(examples).toHaveLength(Math.min(some, MOST_EXAMPLES));
          }
        },
      ),
    );
  });

  it('names the flow that loses the most first, and no flow as none', () => {
    const effect = new Effect([flowOf('web', 1, 'web'), flowOf('fair', 1, 'fair')], flowOf('mine', 2, null));
    for (const [id, from] of [
      ['a', 'fair'],
      ['b', 'web'],
      ['c', 'web'],
      ['d', 'shop'],
    ] as const)
      effect.add(leadOf(id, from, null));
    expect(effect.takes.flows.map(({ flowId, leads }) => [flowId, leads])).toEqual([
      ['web', 2],
      [null, 1],
      ['fair', 1],
    ]);
    expect(effect.takes.flows[0]!.examples[0]).toEqual({
      leadId: 'b',
      name: 'b',
      source: 'web',
      receivedAtMs: RECEIVED,
    });
  });
});
