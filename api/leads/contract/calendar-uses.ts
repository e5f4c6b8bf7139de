import { z } from 'zod';
import { may } from '../../http/access.js';
import { id, idParams, instantOut, pageQuery } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { changedHours } from '../../platform/contract/calendars.js';

const common = { tags: ['calendars'], entity: 'calendar', params: idParams } as const;
const named = z.object({ id, name: z.string() });

export const calendarUses = contract({
  operationId: 'getCalendarUses',
  ...common,
  method: 'get',
  path: '/api/calendars/{id}/uses',
  summary: 'Who counts by a calendar',
  access: may('calendars.read'),
  responses: {
    200: z
      .object({
        people: z.array(named),
        teams: z.array(named),
        flows: z.array(named.extend({ where: z.array(z.string()).meta({ description: 'In the flow, in words.' }) })),
        leads: z.int().meta({ description: 'Open leads with a clock that counts by these hours.' }),
      })
      .meta({ id: 'CalendarUses' }),
  },
});

export const previewCalendar = contract({
  operationId: 'previewCalendarChange',
  ...common,
  method: 'post',
  path: '/api/calendars/{id}/preview',
  summary: 'Which running deadlines other hours would move',
  description:
    'What `applyTo: RUNNING` of `PATCH /api/calendars/{id}` would do now with the same hours; without any: with those that it ' +
    'has. Nothing is changed. Counts are of all, `items` a page: the soonest new deadline first.',
  access: may('calendars.administer'),
  withoutKey: 'CHANGES_NOTHING',
  query: z.strictObject(pageQuery),
  body: z.strictObject(changedHours).prefault({}).meta({ id: 'CalendarPreviewRequest' }),
  responses: {
    200: z
      .object({
        leads: z.int().meta({ description: 'Leads with a deadline that would move.' }),
        moved: z.int(),
        earlier: z.int().meta({ description: 'Of those, deadlines that would be earlier.' }),
        later: z.int(),
        breached: z.int().meta({ description: 'That would have passed: their clocks are breached at once.' }),
        atRisk: z.int().meta({ description: 'That would be at risk at once.' }),
        kept: z.int().meta({ description: 'Deadlines that stay where they are.' }),
        standing: z.int().meta({ description: 'Clocks that stand still: they count by the hours of when they go on.' }),
        earliestAt: instantOut.nullable().meta({ description: 'Of the deadlines as they would be.' }),
        latestAt: instantOut.nullable(),
        items: z.array(
          z.object({
            leadId: id,
            leadName: z.string().nullable(),
            ownerName: z.string().nullable(),
            clockKey: z.string(),
            clockName: z.string(),
            cycle: z.int(),
            deadlineAt: instantOut,
            wouldBeAt: instantOut,
            becomes: z.enum(['BREACHED', 'AT_RISK']).nullable(),
          }),
        ),
        nextCursor: z.string().nullable(),
      })
      .meta({ id: 'CalendarPreview' }),
  },
});
