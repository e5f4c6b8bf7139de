import { onLive } from '../../../live/live';
import { leadOf } from '../../../live/use-live';

let heard = 0;
const listeners = new Set<() => void>();

// Counted from the first visit on, also while another page is open: what was read before something was heard is stale.
onLive((told) => {
  if (!('everything' in told) && leadOf(told.event) === null) return;
  heard++;
  for (const listener of listeners) listener();
});

/** How often leads may have changed so far. */
export const heardNow = (): number => heard;

/** @returns a function that ends the listening */
export function onHeard(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
