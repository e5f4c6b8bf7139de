import { USER_STATUSES } from '../../../domain/platform/people/user-status.js';
import { z } from 'zod';
import { may } from '../../http/access.js';
import { instant } from '../../http/instants.js';
import { contract } from '../../http/route.js';
import { csvQuery, givenId, id, instantOut, page, pageQuery, untilQuery } from '../../http/contract.js';
import { leadFilters, leadItem, withAttributes } from './leads.js';

const rangeQuery = {
  from: instant.optional().meta({ description: 'Default: 24 hours before `to`.' }),
  to: instant.optional().meta({ description: 'Default: now.' }),
};
const range = { from: instantOut, to: instantOut };

/** Of which leads; together with a range. */
const towerFilters = {
  flowId: givenId.optional(),
  teamId: givenId.optional().meta({
    description:
      'The team that the lead is with now; of clocks that are decided, and of breaches, the team under which they were.',
  }),
  source: leadFilters.source,
};

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const percentile = z.string().nullable().meta({
  description: 'ISO 8601; null where so many leads were not reached (yet).',
  example: 'PT4M10S',
});
const reached = count.meta({ description: 'Leads that were reached.' });
const toReach = count.meta({
  description:
    'Leads that were to be reached, reached or not. Without those that were not qualified, and those that were closed as ' +
    'invalid or a duplicate before anybody was reached.',
});
const attainment = share.nullable().meta({
  description: 'Clocks met in time, of those started in the range that are decided; null when there is none.',
});

export const getSummary = contract({
  operationId: 'getControlTowerSummary',
  method: 'get',
  path: '/api/control-tower/summary',
  summary: 'Key figures',
  description:
    '`newLeads`, `activeEscalations`, `firstContact` and `leadsPerMinute` are of the range; `openLeads`, `slaAtRisk`, ' +
    '`slaBreached` and `unrouted` count the open leads of this moment. Every count is exact, up to the last commit. ' +
    '`p50` (the median) and `p90` are of all leads of the range that were worth a contact, also those that nobody has ' +
    'reached: these count as taking longer than they have waited (Kaplan–Meier). They are exact up to 500 leads in the ' +
    'range, and within 5 % (or half a second) above.',
  tags: ['control tower'],
  access: may('tower.read'),
  query: z.strictObject({ ...rangeQuery, ...towerFilters }),
  responses: {
    200: z.object({
      range: z.object(range),
      newLeads: count,
      openLeads: count,
      slaAtRisk: count,
      slaBreached: count,
      unrouted: count,
      activeEscalations: count.meta({
        description:
          'Open leads with an escalation that is neither compensated nor overtaken, and the last of them in the range.',
      }),
      firstContact: z.object({ p50: percentile, p90: percentile, reached, toReach, attainment }),
      leadsPerMinute: z.number().meta({ description: 'Mean over the range.' }),
      temporal: z.object({ awaySince: instantOut.nullable(), backAt: instantOut.nullable() }).meta({
        description:
          'The last time that the engine’s clock, Temporal, was away, of the whole installation: from when, and until when; ' +
          'null: it is still. Deadlines are kept meanwhile, and mails wait. Both are null where no worker knows of any.',
      }),
    }),
  },
});

export const getTrends = contract({
  operationId: 'getControlTowerTrends',
  method: 'get',
  path: '/api/control-tower/trends',
  summary: 'Key figures over time',
  description:
    'The range is widened to whole buckets: quarters of an hour and hours of UTC, or days of the org’s time zone; at most ' +
    '1,000 of them. Leads and first contacts belong to the bucket in which the lead was received, clocks to the one in ' +
    'which they started, breaches to when they happened. `p50` and `p90` are those of the summary, within 5 % (or half a ' +
    'second).',
  tags: ['control tower'],
  access: may('tower.read'),
  query: z.strictObject({
    ...rangeQuery,
    ...towerFilters,
    bucket: z.enum(['PT15M', 'PT1H', 'P1D']).default('PT1H').meta({ description: 'How long each bucket is.' }),
  }),
  responses: {
    200: z.object({
      range: z.object(range),
      timeZone: z.string().meta({ example: 'Europe/Bucharest' }),
      buckets: z.array(
        z.object({
          from: instantOut,
          to: instantOut,
          newLeads: count,
          metInTime: count.meta({ description: 'Clocks that were met in time.' }),
          breached: count.meta({ description: 'Clocks that were breached.' }),
          attainment: share.nullable().meta({ description: 'Met in time, of those decided; null when there is none.' }),
          firstContact: z.object({ p50: percentile, p90: percentile, reached, toReach }),
        }),
      ),
      breachesByHourOfWeek: z
        .array(z.array(count).length(24))
        .length(7)
        .meta({ description: 'Breaches by weekday, Monday first, and hour, on the clocks of the org’s time zone.' }),
    }),
  },
});

export const listTowerLeads = contract({
  operationId: 'listControlTowerLeads',
  method: 'get',
  path: '/api/control-tower/leads',
  summary: 'The execution list: open leads, most urgent first',
  tags: ['control tower'],
  access: may('tower.read'),
  description:
    'The CSV is read page by page: a lead whose deadline changes meanwhile can be in it twice, or be missing. It has all ' +
    'columns, and those of `attribute` behind them.',
  csv: true,
  query: z.strictObject({ ...pageQuery, ...untilQuery, ...csvQuery, ...leadFilters, ...withAttributes }),
  responses: { 200: page(leadItem) },
});

export const listTowerReps = contract({
  operationId: 'listControlTowerReps',
  method: 'get',
  path: '/api/control-tower/reps',
  summary: 'Load and attainment of each rep',
  tags: ['control tower'],
  access: may('tower.read'),
  query: z.strictObject(rangeQuery),
  responses: {
    200: z.object({
      range: z.object(range),
      items: z.array(
        z.object({
          id,
          name: z.string(),
          status: z.enum(USER_STATUSES),
          teams: z.array(z.object({ id, name: z.string() })),
          openLeads: count,
          capacity: count,
          load: share.meta({ description: 'Open leads of the capacity, at most 1.' }),
          breached: count.meta({
            description: 'Open leads, paused ones too, that lapsed while this person held them, whoever has them now.',
          }),
          metInTime: count.meta({
            description: 'Clocks started in the range that were met in time while they held the lead.',
          }),
          letLapse: count.meta({
            description: 'Clocks started in the range that were breached while they held the lead.',
          }),
          takenOver: count.meta({
            description:
              'Clocks started in the range that were breached under somebody else, or nobody, and met late by this ' +
              'person after taking over.',
          }),
          attainment: attainment.meta({
            description:
              'Met in time, of the clocks started in the range that were decided while this person held the lead; null when ' +
              'there is none.',
          }),
        }),
      ),
      nobodys: z
        .object({ breached: count, metInTime: count, letLapse: count })
        .meta({ description: 'What was decided while nobody held the lead.' }),
    }),
  },
});

export const listTowerFlows = contract({
  operationId: 'listControlTowerFlows',
  method: 'get',
  path: '/api/control-tower/flows',
  summary: 'Flows with active and publish status',
  tags: ['control tower'],
  access: may('tower.read'),
  responses: {
    200: z.object({
      items: z.array(
        z.object({
          id,
          key: z.string(),
          name: z.string(),
          active: z.boolean(),
          publishStatus: z.enum(['DRAFT', 'PUBLISHED', 'CHANGED']).meta({
            description: 'DRAFT: never published. CHANGED: the draft differs from the published version.',
          }),
          publishedVersion: z.int().nullable(),
          openLeads: count,
          breached: count,
        }),
      ),
    }),
  },
});
