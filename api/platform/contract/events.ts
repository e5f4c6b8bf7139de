import { z } from 'zod';
import type { ZodOpenApiPathItemObject } from 'zod-openapi';
import {
  isNullable,
  kindOf,
  type EventDefinition,
  type EventDefinitions,
  type Member,
  type MemberKind,
  type Members,
} from '../../../domain/platform/events/events.js';
import { id, instantOut } from '../../http/contract.js';

const KINDS: Readonly<Record<MemberKind, z.ZodType>> = {
  id,
  ids: z.array(id),
  word: z.string(),
  words: z.array(z.string()),
  text: z.string(),
  opaque: z.string(),
  instant: instantOut,
  number: z.number(),
  flag: z.boolean(),
};

const memberSchema = (member: Member): z.ZodType => {
  const schema = KINDS[kindOf(member)];
  return isNullable(member) ? schema.nullable() : schema;
};

/** What `membersOf` makes. */
export const membersSchema = (members: Members) =>
  z.object(Object.fromEntries(Object.entries(members).map(([name, member]) => [name, memberSchema(member)])));

/** An event as it is sent: what `eventOf` makes. */
export const eventSchema = (type: string, { entity, members }: EventDefinition) =>
  z.object({
    id: z.string().meta({
      description: 'Its place in the order of events, by which the live stream knows it, too.',
      example: '84213-1077',
    }),
    type: z.literal(type),
    ts: instantOut,
    org_id: id,
    entity: z.object({ type: z.literal(entity), id: z.string() }),
    lead_id: id.nullable().meta({ description: 'The lead that it is about; null: it is about none.' }),
    payload: membersSchema(members),
  });

const header = (name: string, description: string, example: string) => ({
  name,
  in: 'header' as const,
  required: true,
  schema: { type: 'string' as const },
  description,
  example,
});

const HEADERS = [
  header(
    'webhook-id',
    'The same whenever this event is sent to this webhook: who has seen it before has it already.',
    '0195f3a2-7c1e-8b60-9a55-0c5f0a6f1d11',
  ),
  header(
    'webhook-timestamp',
    'When this try was made, in seconds since 1970. Refuse what is older than five minutes.',
    '1795600000',
  ),
  header(
    'webhook-signature',
    'A signature for each active secret, with a space between: `v1,` and HMAC-SHA256 in base64 of `{id}.{timestamp}.{body}`.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
];

/**
 * The requests that webhooks are sent, for the document: each by the definition that makes it.
 * @param lead as a full payload has it
 */
export const eventRequests = (
  definitions: EventDefinitions,
  lead: z.ZodType,
): Record<string, ZodOpenApiPathItemObject> =>
  Object.fromEntries(
    Object.entries(definitions).map(([type, definition]) => [
      type,
      {
        post: {
          operationId: operationIdOf(type),
          summary: definition.summary,
          description:
            'Sent to the webhooks that subscribed to it, and tried for three days until one answers with 2xx. 410 switches the webhook off.',
          tags: ['webhooks'],
          security: [],
          parameters: HEADERS,
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: eventSchema(type, definition)
                  .extend({
                    lead: lead
                      .nullable()
                      .optional()
                      .meta({ description: 'Of a full payload only: the lead as it is when it is sent.' }),
                  })
                  .meta({ id: `Event_${type.replaceAll('.', '_')}` }),
              },
            },
          },
          responses: {
            '2XX': { description: 'It is taken.' },
            '410': { description: 'Nothing is wanted any more: the webhook is switched off.' },
            default: { description: 'It is tried again.' },
          },
        },
      },
    ]),
  );

/** `lead.offer_accepted` → `onLeadOfferAccepted` */
const operationIdOf = (type: string): string =>
  `on${type
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;
