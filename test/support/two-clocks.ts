import type { FlowDefinition } from '../../domain/leads/flow/definition.js';

/** The customer's clock, which a new rep takes over, and the rep's own, which begins anew. */
export const TWO_CLOCKS: FlowDefinition['clocks'] = [
  {
    key: 'customers',
    name: 'First contact',
    starts: 'RECEIVED',
    target: { duration: 'PT8H', time: 'ELAPSED' },
    proofs: ['CALL_LOGGED'],
    ladder: [],
  },
  {
    key: 'reps',
    name: 'Answer of the rep',
    starts: 'ASSIGNED',
    target: { duration: 'PT4H', time: 'ELAPSED' },
    proofs: ['CALL_LOGGED'],
    restartOnReassign: true,
    ladder: [],
  },
];
