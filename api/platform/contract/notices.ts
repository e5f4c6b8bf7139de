import { z } from 'zod';
import { may } from '../../http/access.js';
import { CHANNELS } from '../../../domain/platform/notices/channels.js';
import { DELIVERY_STATUSES } from '../../../domain/platform/notices/delivery.js';
import { instant } from '../../http/instants.js';
import { contract } from '../../http/route.js';
import { givenId, id, idParams, instantOut, page, pageQuery } from '../../http/contract.js';

const delivery = z.object({
  channel: z.enum(CHANNELS),
  status: z.enum(DELIVERY_STATUSES),
  at: instantOut.meta({ description: 'Since when it has that status.' }),
  waitsUntil: instantOut
    .nullable()
    .meta({ description: "The end of the person's quiet hours. Null: it does not wait for that." }),
});

const flag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .meta({
    override: ({ jsonSchema }: { jsonSchema: Record<string, unknown> }) => {
      // In a query it is text; the document says what it means.
      delete jsonSchema.enum;
      jsonSchema.type = 'boolean';
    },
  });

const common = { tags: ['notifications'], entity: 'notification', access: may('notices.own') } as const;

/** @param kinds what a person can be told: the products know, the platform does not */
export function noticeContracts(kinds: readonly [string, ...string[]]) {
  const notice = z
    .object({
      id,
      kind: z.enum(kinds),
      leadId: id.nullable(),
      subject: z.string(),
      text: z.string(),
      mail: z.enum(['NONE', ...DELIVERY_STATUSES]),
      createdAt: instantOut,
      sentAt: instantOut.nullable(),
      readAt: instantOut.nullable(),
      others: z
        .array(
          z.object({
            id,
            kind: z.enum(kinds),
            subject: z.string(),
            text: z.string(),
            createdAt: instantOut,
            readAt: instantOut.nullable(),
          }),
        )
        .meta({
          description: 'With `lines`: what else was told of the same lead in the same minute, newest first.',
        }),
      deliveries: z.array(delivery).meta({
        description: 'What became of it on each channel that it goes by. `mail` and `sentAt` tell of `email` alone.',
      }),
    })
    .meta({ id: 'Notification' });

  return {
    list: contract({
      operationId: 'listNotifications',
      ...common,
      method: 'get',
      path: '/api/notifications',
      summary: 'What the caller was told, newest first',
      query: z.strictObject({
        ...pageQuery,
        unread: flag.optional(),
        lines: flag.optional().meta({
          description: 'What was told of one lead within one minute as one line: its newest, with the `others`.',
        }),
      }),
      responses: { 200: page(notice) },
    }),

    read: contract({
      operationId: 'readNotification',
      ...common,
      method: 'post',
      path: '/api/notifications/{id}/read',
      summary: 'Mark as read, with what was told of the same lead before',
      params: idParams,
      responses: { 200: notice },
    }),

    countUnread: contract({
      operationId: 'countUnreadNotifications',
      ...common,
      method: 'get',
      path: '/api/notifications/unread-count',
      summary: 'How many lines the caller has not read: of one lead and minute, one',
      responses: { 200: z.object({ unread: z.int().min(0) }) },
    }),

    readAll: contract({
      operationId: 'readAllNotifications',
      ...common,
      method: 'post',
      path: '/api/notifications/read',
      summary: 'Mark all as read, or all of one lead',
      body: z
        .strictObject({
          leadId: givenId.optional().meta({ description: 'Of this lead alone: what its reader need not be told.' }),
          until: instant.optional().meta({
            description: 'The `createdAt` of the newest that was shown: what came after it stays unread. Default: now.',
          }),
        })
        .prefault({}),
      responses: { 200: z.object({ read: z.int().min(0).meta({ description: 'Those that were not read before.' }) }) },
    }),
  };
}
