import { holds, type Facts } from '../../engine/conditions/condition.js';
import type { FlowDefinition } from '../flow/definition.js';

export interface Score {
  value: number;
  threshold: number;
  /** Strictly above the threshold. */
  qualified: boolean;
  /** One for each rule that held, in the flow's order. */
  reasons: { points: number; reason: string }[];
}

/** Scores a lead: the sum of the points of all rules that hold. */
export function score(scoring: FlowDefinition['scoring'], facts: Facts): Score {
  const reasons = scoring.rules
    .filter((rule) => holds(rule.when, facts))
    .map(({ points, reason }) => ({ points, reason }));
  const value = reasons.reduce((sum, { points }) => sum + points, 0);
  return { value, threshold: scoring.threshold, qualified: value > scoring.threshold, reasons };
}
