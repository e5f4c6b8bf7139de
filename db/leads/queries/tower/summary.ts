import { binOf } from '../../../../domain/leads/tower/histogram.js';
import { contactIn, OF_NOW, type Count, type Measure } from '../../../../domain/leads/tower/counts.js';
import type { OrgTransaction } from '../../../client.js';
import { COUNTS_ARE_MADE } from './check.js';
import { escalationIsActive, leadIsOpenByIndex } from '../../predicates.js';
import {
  endOf,
  filterSql,
  keptCounts,
  leadOfEach,
  rowsAtEnds,
  spansOf,
  type Range,
  type TowerFilter,
} from './spans.js';

export type Amounts = Map<Measure, number>;

/** What is there, each part as the database has it: few rows, and adding them up here is quicker than there. */
interface Parts {
  made: boolean;
  kept: Partial<Record<Measure, number>>[] | null;
  waiting: Count[][] | null;
  /** Leads that nobody has begun: they are in no count. */
  received: { open: number; leads: number };
  /** At the ends of the range: leads with the milliseconds to their first contact, clocks, escalations. */
  leads: { leads: number; contacts: number[] | null };
  clocks: { met: number; missed: number };
  escalations: number;
}

/**
 * The Control Tower's counts of a range and of this moment. Exact: what is kept, what was not folded yet, the rows
 * themselves at the two ends of the range, and the leads that nobody has begun. All in one statement, which sees one
 * state of the database.
 * @returns null while the counts are made for the first time
 */
export async function towerAmounts(tx: OrgTransaction, range: Range, filter: TowerFilter): Promise<Amounts | null> {
  const { kept: spans, values } = spansOf(range);
  const by = filterSql(filter, 9);
  const ofLead = by.values.length === 0 ? '' : leadOfEach(by.of('l'));
  const { rows } = await tx.client.query<Parts>({
    name: `tower_amounts_${by.name}`,
    text: `SELECT ${COUNTS_ARE_MADE} AS made,
      (SELECT json_agg(c.amounts) FROM ${keptCounts(by.breakdown, by.of('c'))}) AS kept,
      (SELECT json_agg(d.counts) FROM tower_deltas d WHERE d.org_id = $1) AS waiting,
      (SELECT json_build_object('open', count(*) FILTER (WHERE ${leadIsOpenByIndex('l')}),
          'leads', count(*) FILTER (WHERE l.received_at >= $7 AND l.received_at < $8))
        FROM leads l WHERE l.org_id = $1 AND l.status = 'RECEIVED'${by.of('l')}) AS received,
      (SELECT json_build_object('leads', count(*), 'contacts',
          json_agg(round(extract(epoch FROM e.contacted_at - e.received_at) * 1000)) FILTER (WHERE e.contacted_at IS NOT NULL))
        FROM ${rowsAtEnds('leads', 'received_at', `e.status <> 'RECEIVED'${by.of('e')}`)}) AS leads,
      (SELECT json_build_object('met', count(*) FILTER (WHERE e.status = 'MET'),
          'missed', count(*) FILTER (WHERE e.status = 'BREACHED'))
        FROM ${rowsAtEnds('clocks', 'started_at', `e.status IN ('MET', 'BREACHED')`)} ${ofLead}) AS clocks,
      (SELECT count(*) FROM ${rowsAtEnds('escalations', 'fired_at', escalationIsActive('e'))}
        ${leadOfEach(` AND ${leadIsOpenByIndex('l')}${by.of('l')}`)}) AS escalations`,
    values: [tx.orgId, ...values, range.from, endOf(range), ...by.values],
  });
  const parts = rows[0]!;
  if (!parts.made) return null;

  const amounts: Amounts = new Map();
  const add = (measure: Measure, amount: number) => amounts.set(measure, (amounts.get(measure) ?? 0) + amount);
  for (const row of parts.kept ?? []) for (const measure of Object.keys(row) as Measure[]) add(measure, row[measure]!);
  const asked = (count: Count): boolean =>
    (filter.flowId === undefined || count.flowId === filter.flowId) &&
    (filter.teamId === undefined || count.teamId === filter.teamId) &&
    (filter.source === undefined || count.source === filter.source) &&
    (count.atMs === OF_NOW || spans.some(({ fromMs, toMs }) => count.atMs >= fromMs && count.atMs < toMs));
  for (const count of parts.waiting?.flat() ?? []) if (asked(count)) add(count.measure, count.amount);
  add('open', parts.received.open);
  add('leads', parts.received.leads + parts.leads.leads);
  for (const ms of parts.leads.contacts ?? []) add(contactIn(binOf(ms)), 1);
  add('met', parts.clocks.met);
  add('missed', parts.clocks.missed);
  add('escalation', parts.escalations);
  return amounts;
}

/** Percentiles from the rows themselves: exact, and in proportion to the leads of the range. */
export async function exactPercentiles(
  tx: OrgTransaction,
  range: Range,
  filter: TowerFilter,
): Promise<{ p50Ms: number | null; p90Ms: number | null }> {
  const by = filterSql(filter, 4);
  const seconds = 'extract(epoch FROM l.contacted_at - l.received_at)';
  const { rows } = await tx.client.query<{ p50Ms: number | null; p90Ms: number | null }>({
    name: `tower_exact_${by.name}`,
    text: `SELECT 1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY ${seconds}) AS "p50Ms",
        1000 * percentile_cont(0.9) WITHIN GROUP (ORDER BY ${seconds}) AS "p90Ms"
      FROM leads l WHERE l.org_id = $1 AND l.received_at >= $2 AND l.received_at < $3${by.of('l')}`,
    values: [tx.orgId, range.from, endOf(range), ...by.values],
  });
  return rows[0]!;
}
