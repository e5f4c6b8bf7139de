import type { OrgTransaction, Reads } from '../../../db/client.js';
import { towerFlows, towerReps, towerSummary } from '../../../db/leads/queries/tower/standings.js';
import { listUrgentLeads, type LeadRow, type UrgencyPosition } from '../../../db/leads/queries/lead-lists.js';
import { GIVEN_NAMES } from '../../../db/leads/queries/references.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import { countsAreMade } from '../../../db/leads/queries/tower/check.js';
import type { Range, TowerFilter } from '../../../db/leads/queries/tower/spans.js';
import { orgTimeZone } from '../../../db/platform/queries/orgs.js';
import { breachesByHour, trendAmounts, waitingByBucket } from '../../../db/leads/queries/tower/trends.js';
import { BUCKET_MS, bucketsOf } from '../../../domain/leads/tower/buckets.js';
import { zoneOf } from '../../../domain/engine/calendars/zone.js';
import { iso, isoOrNull } from '../../http/contract.js';
import * as contracts from '../contract/control-tower.js';
import { csvReply, keysetPages, readForExport } from '../../http/csv.js';
import { unavailable, validation } from '../../http/errors.js';
import { route } from '../deps.js';
import { urgencySpan, urgentPage } from '../urgent-leads.js';
import { isoDuration } from '../views/durations.js';
import { attributeCells, attributeColumn, LEAD_COLUMNS, leadCsvRow } from '../views/leads-csv.js';
import { attributesOf, filterOf } from '../views/leads.js';
import { trendsOf } from '../views/trends.js';

const CSV_PAGE = 1000;
/** What a cell of a spreadsheet holds. */
const CELL_CHARACTERS = 32_767;
const DAY_MS = 24 * 60 * 60_000;

/** @throws ApiError 400 when the range ends before it starts. */
function rangeOf(query: { from?: string | undefined; to?: string | undefined }, now: Date): Range {
  const to = query.to === undefined ? now : new Date(query.to);
  const from = query.from === undefined ? new Date(to.getTime() - DAY_MS) : new Date(query.from);
  if (from >= to) throw validation([{ path: 'from', message: 'The range must start before it ends.' }]);
  return { from, to, toNow: query.to === undefined };
}

const towerFilterOf = ({ flowId, teamId, source }: TowerFilter): TowerFilter => ({ flowId, teamId, source });
const shown = ({ from, to }: Range) => ({ from: iso(from), to: iso(to) });
const attainmentOf = ({ met, decided }: { met: number; decided: number }) => (decided === 0 ? null : met / decided);

const ASK_AGAIN_S = 5;
const beingMade = () =>
  unavailable(ASK_AGAIN_S, {
    title: 'The figures of the Control Tower are being counted for the first time',
    howToFix: [`Ask again in ${ASK_AGAIN_S} s. The worker counts some ten thousand leads a second.`],
  });

/** Runs `work` over an org's counts. @throws ApiError 503 while they are not complete */
const overCounts = <T>({ db }: { db: Reads }, orgId: string, work: (tx: OrgTransaction) => Promise<T>): Promise<T> =>
  db.readOrg(orgId, async (tx) => {
    if (!(await countsAreMade(tx))) throw beingMade();
    return work(tx);
  });

const MOST_BUCKETS = 1_000;

export const controlTowerRoutes = [
  route(contracts.getSummary, async ({ query, caller, deps }) => {
    const now = deps.clock();
    const range = rangeOf(query, now);
    const filter = towerFilterOf(query);
    const [summary, { awaySince, backAt }] = await Promise.all([
      deps.db.readOrg(caller.orgId, (tx) => towerSummary(tx, range, filter, now), { genericPlans: true }),
      deps.temporalSeen(),
    ]);
    if (!summary) throw beingMade();
    const { newLeads, openLeads, slaAtRisk, slaBreached, unrouted, activeEscalations } = summary;
    const minutes = (range.to.getTime() - range.from.getTime()) / 60_000;
    return {
      status: 200,
      body: {
        range: shown(range),
        newLeads,
        openLeads,
        slaAtRisk,
        slaBreached,
        unrouted,
        activeEscalations,
        firstContact: {
          p50: isoDuration(summary.p50Seconds),
          p90: isoDuration(summary.p90Seconds),
          reached: summary.reached,
          toReach: summary.toReach,
          attainment: attainmentOf(summary),
        },
        leadsPerMinute: Math.round((newLeads / minutes) * 1000) / 1000,
        temporal: { awaySince: isoOrNull(awaySince), backAt: isoOrNull(backAt) },
      },
    };
  }),

  route(contracts.getTrends, async ({ query, caller, deps }) => {
    const now = deps.clock();
    const range = rangeOf(query, now);
    if ((range.to.getTime() - range.from.getTime()) / BUCKET_MS[query.bucket] > MOST_BUCKETS)
      throw validation([
        {
          path: 'bucket',
          message: `That is more than ${MOST_BUCKETS} buckets: ask for wider ones or a shorter range.`,
        },
      ]);
    const filter = towerFilterOf(query);
    return {
      status: 200,
      body: await overCounts(deps, caller.orgId, async (tx) => {
        const timeZone = (await orgTimeZone(tx))!;
        const zone = zoneOf(timeZone);
        const stretches = bucketsOf({ fromMs: range.from.getTime(), toMs: range.to.getTime() }, query.bucket, zone);
        const buckets = stretches.map(({ fromMs, toMs }) => ({ from: new Date(fromMs), to: new Date(toMs) }));
        const whole = { from: buckets[0]!.from, to: buckets.at(-1)!.to };
        const offsets = zone.offsetsIn(whole.from.getTime(), whole.to.getTime());
        // Kept hours do not fit the days and hours of a zone that is not whole hours off UTC.
        const byQuarter = offsets.some(({ offsetMs }) => offsetMs % BUCKET_MS.PT1H !== 0);
        const span = byQuarter || query.bucket === 'PT15M' ? 'PT15M' : 'PT1H';
        const amounts = await trendAmounts(tx, buckets, span, filter);
        const waiting = await waitingByBucket(tx, buckets, span, filter, now);
        const breaches = await breachesByHour(tx, whole, offsets, span, filter);
        return trendsOf({ timeZone, buckets, amounts, waiting, breaches });
      }),
    };
  }),

  route(contracts.listTowerLeads, async ({ query, caller, deps, req }) => {
    if (query.format === 'csv') {
      const filter = { ...filterOf(query), ...attributesOf(query, CELL_CHARACTERS) };
      const { attribute = [] } = query;
      const span = urgencySpan(query);
      const read = (tx: OrgTransaction) => async (after: UrgencyPosition | null, room: number) => {
        const rows = await listUrgentLeads(tx, filter, { ...span, after }, room);
        const names = await namesOf(
          tx,
          rows.map(({ ownerId, teamId, flowId, breachedOwnerIds }) => [ownerId, teamId, flowId, breachedOwnerIds]),
          GIVEN_NAMES,
        );
        return rows.map((lead) => ({ ...lead, names }));
      };
      const positionOf = ({ deadlineAt, id }: LeadRow) => ({ deadlineAt, id });
      const toRow = (lead: LeadRow & { names: ReadonlyMap<string, string> }) => ({
        ...leadCsvRow(lead, lead.names),
        ...attributeCells(lead, attribute),
      });
      return readForExport(deps.db, caller.orgId, (tx) => {
        const pages = keysetPages(CSV_PAGE, span.after, read(tx), positionOf);
        return csvReply({
          name: 'leads',
          at: deps.clock(),
          columns: [...LEAD_COLUMNS, ...attribute.map(attributeColumn)],
          pages,
          toRow,
          req,
        });
      });
    }
    return urgentPage(deps.db, caller.orgId, { ...filterOf(query), ...attributesOf(query) }, query);
  }),

  route(contracts.listTowerReps, async ({ query, caller, deps }) => {
    const range = rangeOf(query, deps.clock());
    const { reps, nobodys } = await overCounts(deps, caller.orgId, (tx) => towerReps(tx, range));
    const items = reps.map((rep) => ({
      ...verdictsOf(rep),
      load: loadOf(rep.openLeads, rep.capacity),
      attainment: attainmentOf(rep),
    }));
    return { status: 200, body: { range: shown(range), items, nobodys: verdictsOf(nobodys) } };
  }),

  route(contracts.listTowerFlows, async ({ caller, deps }) => {
    const flows = await overCounts(deps, caller.orgId, towerFlows);
    const items = flows.map(({ draftChanged, ...flow }) => ({
      ...flow,
      publishStatus:
        flow.publishedVersion === null
          ? ('DRAFT' as const)
          : draftChanged
            ? ('CHANGED' as const)
            : ('PUBLISHED' as const),
    }));
    return { status: 200, body: { items } };
  }),
];

const verdictsOf = <T extends { met: number; decided: number }>({ met, decided, ...rest }: T) => ({
  ...rest,
  metInTime: met,
  letLapse: decided - met,
});

/** A rep without capacity is full as soon as there is one lead. */
function loadOf(openLeads: number, capacity: number): number {
  if (openLeads === 0) return 0;
  return capacity <= 0 ? 1 : Math.min(1, openLeads / capacity);
}
