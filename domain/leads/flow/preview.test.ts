import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newFlow, newLead } from '../../../test/support/lead-engine.js';
import type { Condition } from '../../engine/conditions/definition.js';
import { previewFlow } from './preview.js';
import { selectFlow, type ActiveFlow } from './select.js';

const facts = { ...newLead({ source: 'facebook', country: 'RO' }), score: null };
const flow = (key: string, priority: number, match: Condition = { all: [] }): ActiveFlow => ({
  id: `id-${key}`,
  key,
  version: 3,
  definition: newFlow({ priority, match }),
});
const source = (value: string): Condition => ({ field: 'source', op: 'eq', value });

describe('a preview', () => {
  it('asks the flows by priority, and says of each why it takes the lead or does not', () => {
    const flows = [flow('rest', 1), flow('ads', 10, source('facebook')), flow('partners', 20, source('partner'))];
    const preview = previewFlow(facts, null, flows, new Map());
    expect(preview.flow?.key).toBe('ads');
    expect(preview.score).toEqual({
      value: 1,
      threshold: 0,
      qualified: true,
      reasons: [{ points: 1, reason: 'every lead' }],
    });
    expect(preview.candidates).toEqual([
      {
        flowId: 'id-partners',
        key: 'partners',
        priority: 20,
        matches: false,
        text: 'Does not match: source is “partner” fails: it is “facebook”.',
      },
      { flowId: 'id-ads', key: 'ads', priority: 10, matches: true, text: 'Takes the lead: source is “facebook”.' },
      {
        flowId: 'id-rest',
        key: 'rest',
        priority: 1,
        matches: true,
        text: 'Matches (every lead), but “ads” comes first by its priority.',
      },
    ]);
  });

  it('follows the endpoint, also into a flow that does not match or is not there', () => {
    const flows = [flow('ads', 10), flow('partners', 1, source('partner'))];
    const preview = previewFlow(facts, 'id-partners', flows, new Map());
    expect(preview.flow?.key).toBe('partners');
    expect(preview.candidates.map(({ key, matches, text }) => `${key} ${matches} ${text}`)).toEqual([
      'ads true Is not asked: the endpoint of the lead names another flow.',
      'partners false Takes the lead: its endpoint names this flow.',
    ]);
    expect(previewFlow(facts, 'gone', flows, new Map())).toMatchObject({ flow: null, score: null });
  });

  it('chooses as real leads do', () => {
    const some = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom('facebook', 'web')), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(some, (given) => {
        const flows = given.map(([priority, value], index) => flow(`f${index}`, priority, source(value)));
        const preview = previewFlow(facts, null, flows, new Map());
        expect(preview.flow).toBe(selectFlow(facts, null, flows));
        expect(preview.candidates.find(({ matches }) => matches)?.flowId ?? null).toBe(preview.flow?.id ?? null);
        expect(preview.candidates.filter(({ text }) => text.startsWith('Takes'))).toHaveLength(preview.flow ? 1 : 0);
      }),
    );
  });
});
