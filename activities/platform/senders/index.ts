import type { OutgoingChannel } from '../../../domain/platform/notices/channels.js';
import { mailSender, type MailSettings } from './mail.js';
import type { Sender } from './sender.js';

/** The settings of all channels, by the names of their variables. */
export type SenderSettings = MailSettings;

/** How each channel is reached; null: it is not configured. */
const SENDERS: Readonly<Record<OutgoingChannel, (settings: SenderSettings) => Sender | null>> = {
  email: mailSender,
};

/** The channels that are configured, with their senders. */
export type Senders = ReadonlyMap<OutgoingChannel, Sender>;

export function openSenders(settings: SenderSettings): Senders {
  const senders = new Map<OutgoingChannel, Sender>();
  for (const [channel, open] of Object.entries(SENDERS) as [OutgoingChannel, (typeof SENDERS)[OutgoingChannel]][]) {
    const sender = open(settings);
    if (sender) senders.set(channel, sender);
  }
  return senders;
}
