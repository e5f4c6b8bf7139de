import type { Schemas } from '../../../../api/client';

type Lead = Schemas['Lead'];
export type LeadAction = Lead['can'][number]['action'];

/** Whether the person can do it now; it is the API that says so. */
export const canDo = ({ can }: Lead, action: LeadAction): boolean =>
  can.some((one) => one.action === action && one.allowed);

/** The clocks that the person can cancel now. */
export function clocksToCancel({ can, clocks }: Lead): { key: string; name: string }[] {
  return can.flatMap(({ action, clockKey, allowed }) => {
    const clock = action === 'CANCEL_CLOCK' && allowed && clocks.find(({ key }) => key === clockKey);
    return clock ? [{ key: clock.key, name: clock.name }] : [];
  });
}
