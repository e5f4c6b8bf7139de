import { BIN_BOUNDS_MS, binOf, timesOf } from '../../../../domain/leads/tower/histogram.js';
import type { Span, Stretch } from '../../../../domain/leads/tower/spans.js';
import type { Times, TimesToContact } from '../../../../domain/leads/tower/time-to-contact.js';
import { contactIn, OF_NOW, type Count, type Measure } from '../../../../domain/leads/tower/counts.js';
import type { OrgTransaction } from '../../../client.js';
import { COUNTS_ARE_MADE } from './check.js';
import { escalationIsLast, leadEndedUnreached, leadIsOpenByIndex, leadWaitsForContact } from '../../predicates.js';
import { holderOfEach, TEAM_THEN } from './facts.js';
import {
  agesOf,
  endOf,
  filterSql,
  keptCounts,
  leadOfEach,
  endOfKept,
  rowsAtEnds,
  spansOf,
  within,
  type Range,
  type TowerFilter,
} from './spans.js';

export interface Amounts {
  counts: Map<Measure, number>;
  /** How old the leads of the range are at least that wait for their first contact. */
  waiting: Times;
}

/** What is there, each part as the database has it: few rows, and adding them up here is quicker than there. */
interface Parts {
  made: boolean;
  kept: Partial<Record<Measure, number>>[] | null;
  waiting: Count[][] | null;
  /** Leads that nobody has begun: they are in no count. */
  received: { open: number; leads: number };
  /** At the ends of the range: leads with the milliseconds to their first contact, clocks, escalations. */
  leads: { leads: number; unreached: number; contacts: number[] | null; waiting: number[] | null };
  clocks: { met: number; missed: number };
  escalations: number;
  /** Leads that wait for their first contact: as kept, and those that nobody has begun by the bin of their age. */
  keptWaiting: [span: Span, atMs: number, count: number][] | null;
  unbegun: [bin: number, count: number][] | null;
}

/** The bin of a lead's age: `$12` has the bounds of the bins, `$13` is now. */
const AGE_BIN =
  'width_bucket(round(extract(epoch FROM $13::timestamptz - l.received_at) * 1000)::bigint, $12::bigint[])';

/** A lead that nobody has begun waits for its first contact, too. */
export const WAITS_UNBEGUN = `l.contacted_at IS NULL AND l.status = 'RECEIVED'`;

/**
 * The Control Tower's counts of a range and of this moment. Exact: what is kept, what was not folded yet, the rows
 * themselves at the two ends of the range, and the leads that nobody has begun. All in one statement, which sees one
 * state of the database.
 * @returns null while the counts are made for the first time
 */
export async function towerAmounts(
  tx: OrgTransaction,
  range: Range,
  filter: TowerFilter,
  now: Date,
): Promise<Amounts | null> {
  const { kept: spans, values } = spansOf(range);
  const { kept: ageSpans, values: ageValues } = agesOf(range, now);
  const by = filterSql(filter, 14);
  const ofVerdict =
    by.values.length === 0 ? '' : `${leadOfEach('')} ${holderOfEach('e')} WHERE true${by.of('l', { team: TEAM_THEN })}`;
  const { rows } = await tx.client.query<Parts>({
    name: `tower_amounts_${by.name}`,
    text: `SELECT ${COUNTS_ARE_MADE} AS made,
      (SELECT json_agg(c.amounts) FROM ${keptCounts(by.breakdown, by.of('c'))}) AS kept,
      (SELECT json_agg(d.counts) FROM tower_deltas d WHERE d.org_id = $1) AS waiting,
      (SELECT json_build_object('open', count(*) FILTER (WHERE ${leadIsOpenByIndex('l')}),
          'leads', count(*) FILTER (WHERE l.received_at >= $7 AND l.received_at < $8))
        FROM leads l WHERE l.org_id = $1 AND l.status = 'RECEIVED'${by.of('l')}) AS received,
      (SELECT json_build_object('leads', count(*), 'unreached', count(*) FILTER (WHERE ${leadEndedUnreached('e')}), 'contacts',
          json_agg(round(extract(epoch FROM e.contacted_at - e.received_at) * 1000)) FILTER (WHERE e.contacted_at IS NOT NULL),
          'waiting', json_agg(round(extract(epoch FROM e.received_at) * 1000)) FILTER (WHERE ${leadWaitsForContact('e')}))
        FROM ${rowsAtEnds('leads', 'received_at', `e.status <> 'RECEIVED'${by.of('e')}`)}) AS leads,
      (SELECT json_build_object('met', count(*) FILTER (WHERE e.status = 'MET'),
          'missed', count(*) FILTER (WHERE e.status = 'BREACHED'))
        FROM ${rowsAtEnds('clocks', 'started_at', `e.status IN ('MET', 'BREACHED')`)} ${ofVerdict}) AS clocks,
      (SELECT count(*) FROM ${rowsAtEnds('escalations', 'fired_at', escalationIsLast('e'))}
        ${leadOfEach(` AND ${leadIsOpenByIndex('l')}${by.of('l')}`)}) AS escalations,
      (SELECT json_agg(json_build_array(s.span, round(extract(epoch FROM c.at) * 1000), (c.amounts->>'waiting')::int))
        FROM unnest($9::text[], $10::float8[], $11::float8[]) s(span, from_s, to_s) CROSS JOIN LATERAL (
          SELECT * FROM tower_counts c WHERE c.org_id = $1 AND c.breakdown = '${by.breakdown}' AND c.span = s.span
            AND ${within('c.at')} AND c.amounts ? 'waiting'${by.of('c')} OFFSET 0) c) AS "keptWaiting",
      (SELECT json_agg(json_build_array(w.bin, w.leads)) FROM (SELECT ${AGE_BIN} AS bin, count(*) AS leads FROM leads l
        WHERE l.org_id = $1 AND ${WAITS_UNBEGUN} AND l.received_at >= $7 AND l.received_at < $8${by.of('l')}
        GROUP BY 1) w) AS unbegun`,
    values: [tx.orgId, ...values, range.from, endOf(range), ...ageValues, BIN_BOUNDS_MS, now, ...by.values],
  });
  const parts = rows[0]!;
  if (!parts.made) return null;

  const counts = new Map<Measure, number>();
  const add = (measure: Measure, amount: number) => counts.set(measure, (counts.get(measure) ?? 0) + amount);
  for (const row of parts.kept ?? []) for (const measure of Object.keys(row) as Measure[]) add(measure, row[measure]!);
  const waiting: [ms: number, count: number][] = [];
  const wait = (atMs: number, amount: number) => waiting.push([Math.max(0, now.getTime() - atMs), amount]);
  const asked = (count: Count): boolean =>
    (filter.flowId === undefined || count.flowId === filter.flowId) &&
    (filter.teamId === undefined || count.teamId === filter.teamId) &&
    (filter.source === undefined || count.source === filter.source);
  const isIn = ({ atMs }: Count, stretches: readonly Stretch[]): boolean =>
    stretches.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
  for (const atMs of parts.leads.waiting ?? []) wait(atMs, 1);
  for (const [span, atMs, amount] of parts.keptWaiting ?? []) wait(endOfKept(span, atMs), amount);
  for (const count of (parts.waiting?.flat() ?? []).filter(asked)) {
    if (count.atMs === OF_NOW || isIn(count, spans)) add(count.measure, count.amount);
    if (count.measure === 'waiting' && isIn(count, ageSpans)) wait(endOfKept('PT15M', count.atMs), count.amount);
  }
  add('open', parts.received.open);
  add('leads', parts.received.leads + parts.leads.leads);
  add('unreached', parts.leads.unreached);
  for (const ms of parts.leads.contacts ?? []) add(contactIn(binOf(ms)), 1);
  add('met', parts.clocks.met);
  add('missed', parts.clocks.missed);
  add('escalation', parts.escalations);
  return { counts, waiting: [...waiting, ...timesOf(parts.unbegun ?? [])] };
}

/** Times to first contact from the rows themselves: exact, and in proportion to the leads of the range. */
export async function exactTimes(
  tx: OrgTransaction,
  range: Range,
  filter: TowerFilter,
  now: Date,
): Promise<TimesToContact> {
  const by = filterSql(filter, 5);
  const { rows } = await tx.client.query<{ reached: number[] | null; waiting: number[] | null; never: number }>({
    name: `tower_exact_${by.name}`,
    text: `SELECT json_agg(extract(epoch FROM l.contacted_at - l.received_at) * 1000)
          FILTER (WHERE l.contacted_at IS NOT NULL) AS reached,
        json_agg(greatest(0, extract(epoch FROM $4::timestamptz - l.received_at) * 1000)) FILTER (WHERE ${leadWaitsForContact('l')} OR ${WAITS_UNBEGUN}) AS waiting,
        count(*) FILTER (WHERE ${leadEndedUnreached('l')}) AS never
      FROM leads l WHERE l.org_id = $1 AND l.received_at >= $2 AND l.received_at < $3${by.of('l')}`,
    values: [tx.orgId, range.from, endOf(range), now, ...by.values],
  });
  const { reached, waiting, never } = rows[0]!;
  const each = (times: number[] | null) => (times ?? []).map((ms) => [ms, 1] as const);
  return { reached: each(reached), waiting: each(waiting), never };
}
