import { z } from 'zod';
import { may } from '../../http/access.js';
import type { LiveEvent } from '../live/event.js';
import { POSITION } from '../live/position.js';
import { contract } from '../../http/route.js';
import { instantOut } from '../../http/contract.js';

const liveEvent = z
  .object({
    id: z.string().meta({ description: 'Send the last one as `Last-Event-ID`.', example: '84213-1077' }),
    type: z.string().meta({ example: 'lead.assigned' }),
    ts: instantOut,
    org_id: z.string(),
    entity: z.object({ type: z.string(), id: z.string() }),
    payload: z.record(z.string(), z.unknown()),
    gone: z.literal(true).optional().meta({ description: 'You could see it until this happened, and no longer can.' }),
  })
  .meta({ id: 'LiveEvent' }) satisfies z.ZodType<LiveEvent>;

export const streamEvents = contract({
  operationId: 'streamEvents',
  method: 'get',
  path: '/api/events/stream',
  summary: 'What happens, as it happens: server-sent events',
  description:
    'An endless `text/event-stream`. Each message without a name has one `LiveEvent` as its `data`, in an order that is ' +
    'the same for everybody. Send the last `id` as `Last-Event-ID`: nothing committed since is missed, nothing comes ' +
    'twice. Named messages are about the stream: `ready` (first of all; read lists after it, then nothing falls in ' +
    'between), `position` (an `id` to resume from, when nothing of yours happened for a while), `reset` (instead of ' +
    '`ready`: this `Last-Event-ID` is not known here; load everything anew), `expired` (the credentials have ended; ' +
    'connect again with new ones). The access token goes into the header `Authorization` only, so read it with `fetch` ' +
    'or a library on it: `EventSource` sends no such header, and a token in a URL would end up in logs. A rep hears of ' +
    'leads that are theirs or offered to them; one that leaves them, as when somebody else took the offer, comes as `gone` ' +
    'with an empty payload. They hear of their own time off as well. API keys hear of leads, ' +
    'flows, teams, calendars and work items. Payloads hold no contact data and nothing that people wrote. ' +
    'At most 10 streams at once for each person or key (429). Who does not read is cut off.',
  tags: ['control tower'],
  access: may('live.read'),
  headers: z.object({
    'last-event-id': z
      .string()
      .regex(POSITION, 'Send the id of an event as this stream gave it, or leave the header out.')
      .optional()
      .meta({ description: 'The `id` of the last message that was received.', example: '84213-1077' }),
  }),
  produces: 'text/event-stream',
  responses: { 200: liveEvent },
});
