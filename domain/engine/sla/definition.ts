import type { Condition } from '../conditions/definition.js';

/** One step of a ladder as far as its instants go; what it does then is for who defines it. */
export interface TimedStep {
  key: string;
  /** `share` of the target, or `offset` from the deadline (negative: before), ISO 8601. */
  at: { share: number } | { offset: string };
  /** `times` counts the firings after the first. */
  repeat?: { every: string; times: number } | undefined;
  /** Names the working time into which the step is moved when it falls outside. */
  within?: object | undefined;
}

/** What a clock promises, and the ladder that climbs towards and beyond its deadline. */
export interface ClockTerms<Step extends TimedStep = TimedStep> {
  target: { duration: string };
  /** Conditional targets: the first that holds replaces `target.duration`. */
  targets?: { when: Condition; duration: string }[] | undefined;
  /** Share of the target after which the clock is at risk, 0 < atRisk < 1. */
  atRisk?: number | undefined;
  ladder: Step[];
}
