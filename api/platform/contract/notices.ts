import { z } from 'zod';
import { may } from '../../http/access.js';
import { instant } from '../../http/instants.js';
import { contract } from '../../http/route.js';
import { id, idParams, instantOut, page, pageQuery } from '../../http/contract.js';

const notification = z
  .object({
    id,
    kind: z.enum(['ASSIGNED', 'OFFERED', 'REMINDER', 'REASSIGNED', 'MANAGER_ALERT', 'UNROUTED', 'SAME_PERSON']),
    leadId: id.nullable(),
    subject: z.string(),
    text: z.string(),
    mail: z.enum(['NONE', 'LOGGED', 'PENDING', 'SENT', 'FAILED']),
    createdAt: instantOut,
    sentAt: instantOut.nullable(),
    readAt: instantOut.nullable(),
  })
  .meta({ id: 'Notification' });

const common = { tags: ['notifications'], entity: 'notification', access: may('notices.own') } as const;

export const listNotifications = contract({
  ...common,
  method: 'get',
  path: '/api/notifications',
  summary: 'What the caller was told, newest first',
  query: z.strictObject({
    ...pageQuery,
    unread: z
      .enum(['true', 'false'])
      .transform((text) => text === 'true')
      .optional()
      .meta({ override: { type: 'boolean' } }),
  }),
  responses: { 200: page(notification) },
});

export const readNotification = contract({
  ...common,
  method: 'post',
  path: '/api/notifications/{id}/read',
  summary: 'Mark as read',
  params: idParams,
  responses: { 200: notification },
});

export const countUnread = contract({
  ...common,
  method: 'get',
  path: '/api/notifications/unread-count',
  summary: 'How many the caller has not read',
  responses: { 200: z.object({ unread: z.int().min(0) }) },
});

export const readNotifications = contract({
  ...common,
  method: 'post',
  path: '/api/notifications/read',
  summary: 'Mark all as read',
  body: z
    .strictObject({
      until: instant.optional().meta({
        description: 'The `createdAt` of the newest that was shown: what came after it stays unread. Default: now.',
      }),
    })
    .prefault({}),
  responses: { 200: z.object({ read: z.int().min(0).meta({ description: 'Those that were not read before.' }) }) },
});
