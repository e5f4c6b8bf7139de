import { describe, expect, it } from 'vitest';
import { docExample } from '../../../test/support/doc-example.js';
import { newLead } from '../../../test/support/lead-engine.js';
import { EXAMPLE_LEAD, EXAMPLE_NOW, EXAMPLE_PEOPLE } from '../../../test/support/routing-example.js';
import type { FlowRouting } from '../../leads/flow/definition.js';
import { leadWeightOf } from '../../leads/flow/lead-weight.js';
import { LEAD } from '../../leads/flow/words.js';
import { withTimesIn } from '../../platform/text/times.js';
import { route } from './route.js';

describe('the example in the documentation', () => {
  it('is what routing says of those people', () => {
    const routing = docExample('docs/engine/routing.md', 'routing') as FlowRouting;
    const facts = { ...newLead(EXAMPLE_LEAD), score: 50 };
    const weight = leadWeightOf(routing, facts);
    const { text, candidates } = route(routing, facts, EXAMPLE_PEOPLE, {
      nowMs: EXAMPLE_NOW,
      noun: LEAD,
      weight,
    }).explanation;
    // As people are told it.
    const inZone = withTimesIn('UTC');
    const told = candidates.map((candidate) => ({ ...candidate, reason: inZone(candidate.reason) }));
    expect({ text, candidates: told }).toEqual(docExample('docs/engine/routing.md', 'explanation'));
  });
});
