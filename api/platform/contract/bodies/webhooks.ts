import { z } from 'zod';
import { WEBHOOK_PAYLOADS } from '../../../../domain/platform/vocabulary/webhooks.js';
import { addressProblem, LONGEST_ADDRESS, type AddressProblem } from '../../../../domain/platform/webhooks/address.js';
import { instant, label } from '../../../http/fields.js';
import { overlapOf } from './overlap.js';

const SAID: Record<Exclude<AddressProblem, 'NOT_HTTPS'>, string> = {
  NO_ADDRESS: 'Give an address that begins with https://.',
  HAS_PASSWORD: 'Give an address without a user and a password: deliveries are signed instead.',
};

/** Where it is sent. Whether plain HTTP will do is the installation's to say. */
const address = z
  .string()
  .trim()
  .max(LONGEST_ADDRESS, `Use at most ${LONGEST_ADDRESS} characters.`)
  .superRefine((text, ctx) => {
    const problem = addressProblem(text, true);
    if (problem !== null && problem !== 'NOT_HTTPS') ctx.addIssue({ code: 'custom', message: SAID[problem] });
  })
  .meta({ format: 'uri', example: 'https://crm.example.com/hooks/pinggo' });

export const webhookPayload = z.enum(WEBHOOK_PAYLOADS).meta({
  description:
    '`THIN`: what happened, by ids, words of ours, instants and numbers: no personal data leaves. `FULL`: with it the lead as it is ' +
    'when it is sent, with what reaches the person.',
});

const ordered = z.boolean().meta({
  description:
    'One lead’s events go out one after the other, in their order: one that does not arrive holds up those after it, for three ' +
    'days at most. `false`: all at once, in any order.',
});

/** @param types what can be subscribed to: the products know, the platform does not */
export function webhookBodies(types: readonly [string, ...string[]]) {
  const events = z
    .array(z.enum(types))
    .min(1, 'Choose at least one event.')
    .refine((chosen) => new Set(chosen).size === chosen.length, 'Name each event once.');
  return {
    newWebhook: z
      .strictObject({
        name: label,
        url: address,
        events,
        payload: webhookPayload.default('THIN'),
        ordered: ordered.default(false),
      })
      .meta({
        id: 'NewWebhook',
        example: { name: 'CRM', url: 'https://crm.example.com/hooks/pinggo', events: [types[0]] },
      }),
    webhookChange: z
      .strictObject({
        name: label.optional(),
        url: address.optional(),
        events: events.optional(),
        payload: webhookPayload.optional(),
        ordered: ordered.optional(),
        enabled: z
          .boolean()
          .optional()
          .meta({
            description:
              '`false`: it is sent nothing, and what waits is held. `true`: it is told of what happens from now on; what happened ' +
              'meanwhile can be replayed.',
          }),
      })
      .refine((body) => Object.keys(body).length > 0, 'Name at least one field to change.'),
  };
}

export const webhookRotation = z
  .strictObject({ overlap: overlapOf('How long the secrets before it go on signing beside it.') })
  .prefault({});

export const replayRange = z
  .strictObject({
    from: instant,
    to: instant,
    delivered: z.boolean().default(false).meta({ description: '`true`: what has arrived is sent again, too.' }),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'Give an instant after the first one.' })
  .meta({ id: 'WebhookReplay' });
