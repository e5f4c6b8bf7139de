import type { SweepDeps } from './sweep.js';

/** Of those who settle leads in bulk, and are the understudy of Temporal. */
export interface StandInDeps extends SweepDeps {
  /** Whether Temporal cannot be relied on now: then each lead that waits for something is settled here, one or many. */
  standsIn: () => boolean;
}
