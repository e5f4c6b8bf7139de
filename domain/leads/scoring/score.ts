import { holds, type Facts } from '../../engine/conditions/condition.js';
import type { Condition } from '../../engine/conditions/definition.js';
import { numberReadings } from '../../engine/conditions/readings.js';

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
  /** No rule's reason, but how a text was read that a rule compared with a number; without points. */
  note?: true;
}

export interface Score {
  value: number;
  threshold: number;
  /** Strictly above the threshold. */
  qualified: boolean;
  /** One for each rule that held, in the flow's order; then the notes. */
  reasons: ScoreReason[];
}

/** Scores a lead: the sum of the points of all rules that hold. */
export function score(scoring: Scoring, facts: Facts): Score {
  const { rules, threshold } = scoring;
  const held = rules.filter((rule) => holds(rule.when, facts)).map(({ points, reason }) => ({ points, reason }));
  const value = held.reduce((sum, { points }) => sum + points, 0);
  const readings = numberReadings(
    rules.map(({ when }) => when),
    facts,
  );
  const notes = readings.map((reason): ScoreReason => ({ points: 0, reason, note: true }));
  return { value, threshold, qualified: value > threshold, reasons: [...held, ...notes] };
}
