import { ROUTED_ROLES } from '../../../domain/platform/access/roles.js';
import type { z } from 'zod';
import { listAssignees } from '../../../db/leads/queries/assignees.js';
import { forecastAssignments, type AssignmentForecast } from '../../../db/leads/queries/bulk-assign.js';
import { requestCommand, unfitOwner, type RequestedCommand } from '../../../db/leads/queries/commands.js';
import { wallWords } from '../../../domain/engine/calendars/words.js';
import { zoneOf, type Zone } from '../../../domain/engine/calendars/zone.js';
import { wouldBeLate } from '../../../domain/leads/assignment/assignee.js';
import { rolesWith } from '../../../domain/platform/access/grants.js';
import { isoMs } from '../../http/contract.js';
import { availabilityView, withAvailability, type WithAvailability } from '../views/assignees.js';
import { warningsOf } from '../../../domain/leads/assignment/new-owner.js';
import { listUrgentLeads } from '../../../db/leads/queries/lead-lists.js';
import { actorOf, readerOf } from '../../http/access.js';
import { readerTimeZone } from '../../../db/platform/queries/orgs.js';
import * as contracts from '../contract/bulk-assign.js';
import { validation } from '../../http/errors.js';
import { describeError } from '../../../db/errors.js';
import { toApiError } from '../../http/middleware/errors.js';
import { route } from '../deps.js';
import { sentence } from '../../http/sentence.js';
import { filterOf } from '../views/leads.js';

/** Leads at a time: quick enough for a person who waits, and connections are left for the others. */
const AT_A_TIME = 4;

const EVERYTHING = { after: null, until: null };

type Outcome = z.input<(typeof contracts.bulkAssign.responses)[202]['schema']>['items'][number];

const unfit = (message: string) => validation([{ path: 'ownerId', message }]);

export const bulkAssignRoutes = [
  route(contracts.previewBulkAssign, async ({ body, caller, deps }) => {
    const { filter, ownerId } = body;
    const now = deps.clock();
    const answer = await deps.db.readOrg(caller.orgId, async (tx) => {
      const why = await unfitOwner(tx, ownerId);
      const [row] = await listAssignees(tx, { roles: rolesWith(['leads.write']), userId: ownerId }, now);
      const [owner] = withAvailability(row ? [row] : [], now.getTime());
      if (why !== null || !owner) throw unfit(why ?? 'There is no such user.');
      const found = filter && (await listUrgentLeads(tx, filterOf(filter), EVERYTHING, contracts.MOST + 1));
      const ids = found?.slice(0, contracts.MOST).map(({ id }) => id) ?? body.leadIds ?? [];
      const items = await forecastAssignments(tx, ids, ownerId);
      const zone = zoneOf((await readerTimeZone(tx, readerOf(caller)))!);
      return { ...forecastOf(owner, items, now.getTime(), zone), more: (found?.length ?? 0) > contracts.MOST };
    });
    return { status: 200, body: answer };
  }),

  route(contracts.bulkAssign, async ({ body, caller, deps, traceId }) => {
    const { leadIds, ownerId, reason, expected } = body;
    const why = await deps.db.readOrg(caller.orgId, (tx) => unfitOwner(tx, ownerId));
    if (why !== null) throw unfit(why);
    const failures: unknown[] = [];
    const items = await inTurn(leadIds, async (leadId): Promise<Outcome> => {
      try {
        const asked = await requestCommand(deps.db, caller.orgId, {
          leadId,
          request: { kind: 'ASSIGN', ownerId, ...(reason === undefined ? {} : { reason }) },
          actor: actorOf(caller),
          onlyOwner: null,
          revision: expected?.[leadId],
        });
        return outcomeOf(leadId, asked);
      } catch (error) {
        failures.push(error);
        deps.log.warn({ traceId, leadId, error: describeError(error) }, 'a lead of many could not be assigned');
        return { leadId, outcome: 'FAILED', commandId: null, why: `${toApiError(error).title}: ask again` };
      }
    });
    // Nothing was written down: then it is the request that failed.
    if (failures.length === items.length) throw failures[0];
    const count = (outcome: Outcome['outcome']) => items.filter((item) => item.outcome === outcome).length;
    const counts = {
      requested: count('REQUESTED'),
      refused: count('REFUSED'),
      changed: count('CHANGED'),
      notFound: count('NOT_FOUND'),
      failed: count('FAILED'),
    };
    return { status: 202, body: { counts, items } };
  }),
];

function forecastOf(
  { load, role, availability, ...owner }: WithAvailability,
  forecasts: readonly AssignmentForecast[],
  nowMs: number,
  zone: Zone,
) {
  const count = (outcome: AssignmentForecast['outcome']) => forecasts.filter((one) => one.outcome === outcome).length;
  const isLate = ({ outcome, deadlineAtMs }: AssignmentForecast): boolean =>
    outcome === 'ASSIGN' && wouldBeLate(availability, deadlineAtMs, nowMs);
  const backAt = availability.backAtMs === null ? null : wallWords(zone, availability.backAtMs, nowMs);
  const loadAfter = load + forecasts.reduce((sum, { adds }) => sum + adds, 0);
  return {
    owner: {
      id: owner.id,
      name: owner.name,
      status: owner.status,
      capacity: owner.capacity,
      loadBefore: load,
      loadAfter,
      availability: availabilityView(availability),
    },
    warnings: warningsOf({ ...owner, isRep: ROUTED_ROLES.includes(role), now: availability.now, backAt }, loadAfter),
    counts: {
      assign: count('ASSIGN'),
      refused: count('REFUSED'),
      notFound: count('NOT_FOUND'),
      late: forecasts.filter(isLate).length,
    },
    items: forecasts.map((forecast) => {
      const { adds: _adds, why, deadlineAtMs, ...item } = forecast;
      const deadlineAt = deadlineAtMs === null ? null : isoMs(deadlineAtMs);
      return { ...item, deadlineAt, late: isLate(forecast), why: why && sentence(why) };
    }),
  };
}

function outcomeOf(leadId: string, asked: RequestedCommand): Outcome {
  const not = { leadId, commandId: null };
  switch (asked.verdict) {
    case 'REQUESTED':
      return { leadId, outcome: 'REQUESTED', commandId: asked.commandId, why: null };
    case 'UNKNOWN_LEAD':
      return { ...not, outcome: 'NOT_FOUND', why: 'There is no such lead' };
    case 'CHANGED':
      return { ...not, outcome: 'CHANGED', why: `It changed since it was seen: its revision is ${asked.revision} now` };
    case 'REFUSED':
    case 'UNFIT_OWNER':
    case 'UNFIT_END':
    case 'UNFIT_ORIGINAL':
      return { ...not, outcome: 'REFUSED', why: sentence(asked.why) };
  }
}

/** Does `work` for all of them, a few at a time; results in their order. */
async function inTurn<In, Out>(all: readonly In[], work: (one: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  let next = 0;
  const takeOn = async (): Promise<void> => {
    for (let index = next++; index < all.length; index = next++) results[index] = await work(all[index]!);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, takeOn));
  return results;
}
