import { randomBytes } from 'node:crypto';

/** A secret as Standard Webhooks write it: 256 random bits. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
