import { holds, type Facts } from '../../engine/conditions/condition.js';
import type { Condition } from '../../engine/conditions/definition.js';

export interface ScoringRule {
  when: Condition;
  points: number;
  reason: string;
}

export interface Scoring {
  threshold: number;
  rules: ScoringRule[];
}

export interface ScoreReason {
  points: number;
  reason: string;
}

export interface Score {
  value: number;
  threshold: number;
  /** Strictly above the threshold. */
  qualified: boolean;
  /** One for each rule that held, in the flow's order. */
  reasons: ScoreReason[];
}

/** Scores a lead: the sum of the points of all rules that hold. */
export function score(scoring: Scoring, facts: Facts): Score {
  const reasons = scoring.rules
    .filter((rule) => holds(rule.when, facts))
    .map(({ points, reason }) => ({ points, reason }));
  const value = reasons.reduce((sum, { points }) => sum + points, 0);
  return { value, threshold: scoring.threshold, qualified: value > scoring.threshold, reasons };
}
