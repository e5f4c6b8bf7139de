/** Ways by which a notice reaches a person, as flows name them. */
export const CHANNELS = ['email', 'in_app'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Those that leave the house: each needs a sender. In the app a notice is by being written. */
export type OutgoingChannel = Exclude<Channel, 'in_app'>;
export const isOutgoing = (channel: Channel): channel is OutgoingChannel => channel !== 'in_app';
