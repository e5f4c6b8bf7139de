import { isOutgoing, type Channel, type OutgoingChannel } from './channels.js';

/** What became of a notice on one channel. `LOGGED`: it was due there, but the channel is not configured. */
export const DELIVERY_STATUSES = ['LOGGED', 'PENDING', 'SENT', 'FAILED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/**
 * What a delivery begins as.
 * @param configured the channels that have a sender
 */
export function initialStatus(channel: Channel, configured: readonly OutgoingChannel[]): DeliveryStatus {
  if (!isOutgoing(channel)) return 'SENT';
  return configured.includes(channel) ? 'PENDING' : 'LOGGED';
}
