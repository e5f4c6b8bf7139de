import type { LeadState } from '../lead/state.js';

/** What the lead's flow calls a clock; one that it does not have is called by its key. */
export const clockName = ({ flow }: Pick<LeadState, 'flow'>, key: string): string =>
  flow?.definition.clocks.find((one) => one.key === key)?.name ?? key;
