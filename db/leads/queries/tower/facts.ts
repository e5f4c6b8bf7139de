import { at } from '../../../instants.js';
import { NOBODY_ID } from '../../../../domain/leads/tower/counts.js';
import {
  escalationIsLast,
  holderOf,
  leadEndedUnreached,
  leadIsOpenByIndex,
  leadIsPaused,
  leadWaitsForContact,
  rescuerOf,
} from '../../predicates.js';
import { OWNER_SPANS, SPANS } from '../../../../domain/leads/tower/spans.js';

/** What is counted, in the database's words: the same as `domain/leads/tower/counts.ts`, which an oracle test compares. */

/** The instant of what is counted of this moment. */
export const OF_NOW_AT = `to_timestamp(0)`;

const quarter = (instant: string): string => `date_bin('15 minutes', ${instant}, ${OF_NOW_AT})`;

const facts = (measure: string, at: string, owner: string, team = 'l.team_id'): string =>
  `${measure} AS measure, ${at} AS at, l.flow_id, ${team} AS team_id, l.source, ${owner} AS owner_id`;
const leadOf = (row: string): string => `JOIN leads l ON l.org_id = ${row}.org_id AND l.id = ${row}.lead_id`;
const NOBODY = 'NULL::uuid';
/** Who held a lead, `h`, or that nobody did. */
export const HOLDER = `coalesce(h.owner_id, '${NOBODY_ID}')`;

/** The assignment `h` under which each clock was decided, its columns null where nobody held the lead. */
export const holderOfEach = (clock: string): string => `LEFT JOIN LATERAL ${holderOf(clock)} h ON true`;

/** The team of a verdict: that under which it fell. */
export const TEAM_THEN = 'coalesce(h.team_id, l.team_id)';

/** Receipts and first contacts. @param where on leads `l` @param bounds parameter of the histogram's bounds */
export const leadFacts = (where: string, bounds: string): string => `
  SELECT ${facts('v.measure', quarter('l.received_at'), NOBODY)} FROM leads l CROSS JOIN LATERAL (VALUES
    ('leads', true),
    ('contact:' || width_bucket(round(extract(epoch FROM l.contacted_at - l.received_at) * 1000)::bigint, ${bounds}),
      l.contacted_at IS NOT NULL),
    ('waiting', ${leadWaitsForContact('l')}),
    ('unreached', ${leadEndedUnreached('l')})
  ) v(measure, counts)
  WHERE v.counts AND l.status <> 'RECEIVED' AND ${where}`;

/** Open leads of this moment. @param where on leads `l` */
export const openFacts = (where: string): string => `
  SELECT ${facts('v.measure', OF_NOW_AT, 'v.owner_id')}
  FROM leads l CROSS JOIN LATERAL (
    VALUES ('open', true, l.owner_id), ('at_risk', l.breach = 'at_risk', NULL), ('breached', l.breach = 'breached', NULL),
      ('unrouted', l.status = 'UNROUTED', NULL)
    UNION ALL SELECT DISTINCT 'lapsed', true, ${HOLDER} FROM clocks c ${holderOfEach('c')}
      WHERE (l.breach = 'breached' OR ${leadIsPaused('l')}) AND c.org_id = l.org_id AND c.lead_id = l.id AND c.status = 'BREACHED'
  ) v(measure, counts, owner_id)
  WHERE v.counts AND ${leadIsOpenByIndex('l')} AND l.status <> 'RECEIVED' AND ${where}`;

/** Clocks that are decided, by their start. @param where on clocks `c` */
export const verdictFacts = (where: string): string => `
  SELECT ${facts(`CASE c.status WHEN 'MET' THEN 'met' ELSE 'missed' END`, quarter('c.started_at'), HOLDER, TEAM_THEN)}
  FROM clocks c ${leadOf('c')} ${holderOfEach('c')} WHERE c.status IN ('MET', 'BREACHED') AND ${where}
  UNION ALL
  SELECT ${facts(`'rescued'`, quarter('c.started_at'), 'r.owner_id')}
  FROM clocks c ${leadOf('c')} CROSS JOIN LATERAL ${rescuerOf('c')} r
  WHERE c.status = 'BREACHED' AND c.met_at IS NOT NULL AND ${where}`;

/** @param where on clocks `c` */
export const breachFacts = (where: string): string => `
  SELECT ${facts(`'breach'`, quarter('c.breached_at'), NOBODY, TEAM_THEN)} FROM clocks c ${leadOf('c')} ${holderOfEach('c')}
  WHERE c.status = 'BREACHED' AND c.breached_at IS NOT NULL AND ${where}`;

/** Leads with active escalations, by when the last fired. @param where on escalations `e` */
export const escalationFacts = (where: string): string => `
  SELECT ${facts(`'escalation'`, quarter('e.fired_at'), NOBODY)} FROM escalations e ${leadOf('e')}
  WHERE ${escalationIsLast('e')} AND ${leadIsOpenByIndex('l')} AND ${where}`;

/** Deltas as amounts. @param from a relation with what is in `tower_deltas` */
export const changesIn = (from: string): string => `
  SELECT w.measure, ${at('w."atMs"')} AS at, w."flowId" AS flow_id, w."teamId" AS team_id, w.source,
    w."ownerId" AS owner_id, w.amount
  FROM ${from} d CROSS JOIN LATERAL jsonb_to_recordset(d.counts) AS w(measure text, "atMs" float8, "flowId" uuid,
    "teamId" uuid, source text, "ownerId" uuid, amount int)`;

/** What hasn't been folded yet. */
export const WAITING = `(${changesIn('(SELECT counts FROM tower_deltas WHERE org_id = $1)')})`;

/** Everything that is kept: breakdown, span, width. */
const KEPT = (['ALL', 'SCOPE', 'OWNER'] as const)
  .flatMap((breakdown) => [
    `('${breakdown}', 'NOW', interval '1 day')`,
    ...(breakdown === 'OWNER' ? OWNER_SPANS : SPANS).map(
      ({ span, ms }) => `('${breakdown}', '${span}', interval '${ms / 1000} seconds')`,
    ),
  ])
  .join(', ');

/** Which kept count an amount belongs to, beside its org. */
export const KEPT_KEY = 'breakdown, span, at, flow_id, team_id, source, owner_id';

/**
 * Amounts by quarter as they are kept: of each breakdown and span one map of all its measures.
 * @param from a relation with `measure, at, flow_id, team_id, source, owner_id, amount`
 */
export const kept = (from: string): string => `
  SELECT ${KEPT_KEY}, jsonb_object_agg(measure, amount) AS amounts FROM (
    SELECT k.breakdown, k.span, date_bin(k.width, x.at, ${OF_NOW_AT}) AS at,
      CASE WHEN k.breakdown = 'SCOPE' THEN x.flow_id END AS flow_id,
      CASE WHEN k.breakdown = 'SCOPE' THEN x.team_id END AS team_id,
      CASE WHEN k.breakdown = 'SCOPE' THEN x.source END AS source,
      CASE WHEN k.breakdown = 'OWNER' THEN x.owner_id END AS owner_id, x.measure, sum(x.amount) AS amount
    FROM (SELECT measure, at, flow_id, team_id, source, owner_id, sum(amount) AS amount FROM ${from}
      GROUP BY 1, 2, 3, 4, 5, 6) x
    JOIN (VALUES ${KEPT}) k(breakdown, span, width) ON (k.span = 'NOW') = (x.at = ${OF_NOW_AT})
      AND (k.breakdown <> 'OWNER' OR x.owner_id IS NOT NULL)
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(x.amount) <> 0
  ) amounts GROUP BY ${KEPT_KEY}`;
