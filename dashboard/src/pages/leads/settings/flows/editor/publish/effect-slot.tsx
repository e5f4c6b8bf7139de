import { LazyEffect } from '../try/lazy-effect';

/** What the flow would take from the others: loaded where it is shown. */
export { LazyEffect as EffectSlot };
