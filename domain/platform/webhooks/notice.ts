import type { WebhookOffReason } from '../vocabulary/webhooks.js';

const BECAUSE: Readonly<Record<Exclude<WebhookOffReason, 'PERSON'>, string>> = {
  GONE: 'Its receiver answered 410: it is gone, and wants nothing any more.',
  FAILING: 'Nothing arrived there for three days, however often it was tried.',
};

/** How an org's admins are told that a webhook is sent nothing any more. */
export const webhookOffNotice = (name: string, reason: WebhookOffReason): { subject: string; text: string } => ({
  subject: `The webhook “${name}” was switched off`,
  text: [
    ...(reason === 'PERSON' ? [] : [BECAUSE[reason]]),
    'Mend the receiver, try it with the test button, and switch the webhook on again under Settings, Webhooks.',
    'What happened meanwhile can be sent from there.',
  ].join(' '),
});
