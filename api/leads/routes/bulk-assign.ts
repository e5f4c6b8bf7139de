import { ROUTED_ROLES } from '../../../domain/platform/access/roles.js';
import { listAssignees } from '../../../db/leads/queries/assignees.js';
import { forecastAssignments, type AssignmentForecast } from '../../../db/leads/queries/bulk-assign.js';
import { requestCommand, unfitOwner } from '../../../db/leads/queries/commands.js';
import { wallWords } from '../../../domain/engine/calendars/words.js';
import { zoneOf, type Zone } from '../../../domain/engine/calendars/zone.js';
import { wouldBeLate } from '../../../domain/leads/assignment/assignee.js';
import { rolesWith } from '../../../domain/platform/access/grants.js';
import { isoMs } from '../../http/contract.js';
import { availabilityView, withAvailability, type WithAvailability } from '../views/assignees.js';
import { warningsOf } from '../../../domain/leads/assignment/new-owner.js';
import { listUrgentLeads } from '../../../db/leads/queries/lead-lists.js';
import { askedOutcome, countOf, eachLead } from '../bulk/each-lead.js';
import { actorOf, readerOf } from '../../http/access.js';
import { readerTimeZone } from '../../../db/platform/queries/orgs.js';
import * as contracts from '../contract/bulk-assign.js';
import { validation } from '../../http/errors.js';
import { route } from '../deps.js';
import { sentence } from '../../http/sentence.js';
import { filterOf } from '../views/leads.js';

const EVERYTHING = { after: null, until: null };

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
    const items = await eachLead({ deps, traceId }, leadIds, async (leadId) =>
      askedOutcome(
        leadId,
        await requestCommand(deps.db, caller.orgId, {
          leadId,
          request: { kind: 'ASSIGN', ownerId, ...(reason === undefined ? {} : { reason }) },
          actor: actorOf(caller),
          onlyOwner: null,
          revision: expected?.[leadId],
        }),
      ),
    );
    const counts = {
      requested: countOf(items, 'REQUESTED'),
      refused: countOf(items, 'REFUSED'),
      changed: countOf(items, 'CHANGED'),
      notFound: countOf(items, 'NOT_FOUND'),
      failed: countOf(items, 'FAILED'),
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
      assign: countOf(forecasts, 'ASSIGN'),
      refused: countOf(forecasts, 'REFUSED'),
      notFound: countOf(forecasts, 'NOT_FOUND'),
      late: forecasts.filter(isLate).length,
    },
    items: forecasts.map((forecast) => {
      const { adds: _adds, why, deadlineAtMs, ...item } = forecast;
      const deadlineAt = deadlineAtMs === null ? null : isoMs(deadlineAtMs);
      return { ...item, deadlineAt, late: isLate(forecast), why: why && sentence(why) };
    }),
  };
}
