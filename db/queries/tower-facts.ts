/** What is counted, in the database's words: the same as `domain/tower/counts.ts`, which an oracle test compares. */

/** The instant of what is counted of this moment. */
export const OF_NOW_AT = `to_timestamp(0)`;

const quarter = (instant: string): string => `date_bin('15 minutes', ${instant}, ${OF_NOW_AT})`;

/** Something can still happen to the lead. The urgency index is of just these rows. */
export const open = (lead: string): string =>
  `${lead}.closed_at IS NULL AND ${lead}.status NOT IN ('CLOSED', 'UNQUALIFIED')`;

interface Part {
  /** A condition on `l`, the leads; for clocks and escalations also on `c` and `e`. */
  where: string;
  /** Looks each lead up by its key: right for few rows, where the planner cannot know that they are few. */
  lookUp?: boolean;
  /** Parameter of the histogram's bounds. */
  bounds: string;
}

const row = 'm.measure, m.at, m.bin, l.flow_id, l.team_id, l.source';

/** Receipts and first contacts, each with its quarter of an hour. */
export const receivedFacts = ({ where, bounds }: Part): string => `
  SELECT ${row} FROM leads l CROSS JOIN LATERAL (VALUES
    ('leads', 0::int, true),
    ('contact', width_bucket(round(extract(epoch FROM l.contacted_at - l.received_at) * 1000)::bigint, ${bounds}),
      l.contacted_at IS NOT NULL)
  ) v(measure, bin, counts) CROSS JOIN LATERAL (SELECT v.measure, v.bin, ${quarter('l.received_at')} AS at) m
  WHERE v.counts AND ${where}`;

/** Open leads of this moment. */
export const openFacts = ({ where }: Omit<Part, 'bounds'>): string => `
  SELECT ${row} FROM leads l CROSS JOIN LATERAL (VALUES
    ('open', true), ('at_risk', l.breach = 'at_risk'), ('breached', l.breach = 'breached'),
    ('unrouted', l.status = 'UNROUTED')
  ) v(measure, counts) CROSS JOIN LATERAL (SELECT v.measure, 0 AS bin, ${OF_NOW_AT} AS at) m
  WHERE v.counts AND ${open('l')} AND ${where}`;

/** The leads of clocks or escalations. */
const leadOf = (row: string, lookUp = false): string =>
  lookUp
    ? `CROSS JOIN LATERAL (SELECT * FROM leads WHERE org_id = ${row}.org_id AND id = ${row}.lead_id OFFSET 0) l`
    : `JOIN leads l ON l.org_id = ${row}.org_id AND l.id = ${row}.lead_id`;

/** Clocks that are decided, by their start, and breaches. */
export const clockFacts = ({ where, lookUp }: Omit<Part, 'bounds'>): string => `
  SELECT ${row} FROM clocks c ${leadOf('c', lookUp)} CROSS JOIN LATERAL (VALUES
    ('met', c.started_at, c.status = 'MET'), ('missed', c.started_at, c.status = 'BREACHED'),
    ('breach', c.breached_at, c.status = 'BREACHED' AND c.breached_at IS NOT NULL)
  ) v(measure, at, counts) CROSS JOIN LATERAL (SELECT v.measure, 0 AS bin, ${quarter('v.at')} AS at) m
  WHERE v.counts AND c.status IN ('MET', 'BREACHED') AND ${where}`;

/** Active escalations, by when they fired. */
export const escalationFacts = ({ where, lookUp }: Omit<Part, 'bounds'>): string => `
  SELECT ${row} FROM escalations e ${leadOf('e', lookUp)}
  CROSS JOIN LATERAL (SELECT 'escalation' AS measure, 0 AS bin, ${quarter('e.fired_at')} AS at) m
  WHERE e.compensated_at IS NULL AND NOT e.overtaken AND ${open('l')} AND ${where}`;

/**
 * Amounts by quarter as they are kept: by each span, and each also over all flows, teams and sources.
 * @param from a relation with `measure, at, bin, flow_id, team_id, source, amount`
 */
export const kept = (from: string): string => `
  SELECT w.whole, s.span, date_bin(s.width, x.at, ${OF_NOW_AT}) AS at, x.measure, x.bin,
    CASE WHEN NOT w.whole THEN x.flow_id END AS flow_id, CASE WHEN NOT w.whole THEN x.team_id END AS team_id,
    CASE WHEN NOT w.whole THEN x.source END AS source, sum(x.amount) AS amount
  FROM ${from} x CROSS JOIN (VALUES (true), (false)) w(whole)
  JOIN (VALUES ('NOW', interval '1 day'), ('PT15M', interval '15 minutes'), ('PT1H', interval '1 hour'),
    ('P1D', interval '1 day')) s(span, width) ON (s.span = 'NOW') = (x.at = ${OF_NOW_AT})
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`;
