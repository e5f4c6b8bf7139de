import { expect, it } from 'vitest';
import { newLead } from '../../../test/support/lead-engine.js';
import { leadWeightOf } from './lead-weight.js';

const facts = { ...newLead({ country: 'RO', language: 'ro-RO' }), score: 50 };

it('weighs a lead by the first weight that holds', () => {
  const leadWeights = [
    { when: { field: 'country', op: 'eq', value: 'DE' } as const, weight: 3 },
    { when: { field: 'country', op: 'eq', value: 'RO' } as const, weight: 0.5 },
    { when: { all: [] }, weight: 2 },
  ];
  expect(leadWeightOf({ leadWeights }, facts)).toBe(0.5);
  expect(leadWeightOf({ leadWeights: leadWeights.slice(0, 1) }, facts)).toBe(1);
  expect(leadWeightOf({}, facts)).toBe(1);
});
