import { holds } from '../../engine/conditions/condition.js';
import type { FlowRouting } from './definition.js';
import type { LeadFacts } from './facts.js';

/** How much of a rep's capacity a lead takes: the first weight whose condition holds, else 1. */
export const leadWeightOf = ({ leadWeights }: Pick<FlowRouting, 'leadWeights'>, facts: LeadFacts): number =>
  leadWeights?.find(({ when }) => holds(when, facts))?.weight ?? 1;
