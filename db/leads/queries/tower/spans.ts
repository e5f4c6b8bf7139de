import { cut, cutByAge, SPANS, type Span, type Stretch } from '../../../../domain/leads/tower/spans.js';
import { OF_NOW_AT } from './facts.js';

/** From, inclusive, to, exclusive. */
export interface Range {
  from: Date;
  to: Date;
  /** It ends now: what happens while it is read is in it too. Nothing can be later, so nothing need be cut off. */
  toNow?: boolean;
}

/** Of which leads; what is left out does not narrow it. */
export interface TowerFilter {
  flowId?: string | undefined;
  teamId?: string | undefined;
  source?: string | undefined;
}

const COLUMNS = { flowId: 'flow_id', teamId: 'team_id', source: 'source' } as const;

/**
 * A filter as SQL. A text of its own for each combination: the planner then knows what is asked.
 * @param first number of the first parameter it may use
 */
export function filterSql(filter: TowerFilter, first: number) {
  const given = (['flowId', 'teamId', 'source'] as const).filter((key) => filter[key] !== undefined);
  return {
    name: given.join('_'),
    values: given.map((key) => filter[key]),
    /** Without a filter the counts over everything are enough. */
    breakdown: given.length === 0 ? ('ALL' as const) : ('SCOPE' as const),
    /** @param team what stands for the team, where it is not the row's own */
    of: (table: string, { team = `${table}.team_id` } = {}): string =>
      given.map((key, n) => ` AND ${key === 'teamId' ? team : `${table}.${COLUMNS[key]}`} = $${first + n}`).join(''),
  };
}

const DAY_MS = 24 * 3_600_000;

/** When a range ends: one to now at a midnight to come, so that today's one kept count is enough. */
export const endOf = ({ to, toNow = false }: Range): Date =>
  toNow ? new Date((Math.floor(to.getTime() / DAY_MS) + 2) * DAY_MS) : to;

/** A range as kept counts that tell how old is what they count: of the rows at its ends each tells it itself. */
export function agesOf(range: Range, now: Date) {
  const kept = cutByAge({ fromMs: range.from.getTime(), toMs: endOf(range).getTime() }, now.getTime());
  const seconds = (of: (stretch: Stretch) => number): number[] => kept.map((one) => of(one) / 1000);
  return {
    kept,
    /** Three columns: span, from, to. */
    values: [kept.map(({ span }) => span), seconds(({ fromMs }) => fromMs), seconds(({ toMs }) => toMs)],
  };
}

/** When a kept count ends: what is in it is at least as old as that. */
export const endOfKept = (span: Span, atMs: number): number => atMs + SPANS.find((one) => one.span === span)!.ms;

/** A range as the kept counts that cover it, that of this moment among them, and the ends beside them. */
export function spansOf(range: Range, spans: Parameters<typeof cut>[1] = SPANS) {
  const { kept, ends } = cut({ fromMs: range.from.getTime(), toMs: endOf(range).getTime() }, spans);
  const seconds = (values: number[]): number[] => values.map((ms) => ms / 1000);
  return {
    kept,
    /** `$2` to `$6` of the statements below. */
    values: [
      ['NOW', ...kept.map(({ span }) => span)],
      [0, ...seconds(kept.map(({ fromMs }) => fromMs))],
      [1, ...seconds(kept.map(({ toMs }) => toMs))],
      seconds(ends.map(({ fromMs }) => fromMs)),
      seconds(ends.map(({ toMs }) => toMs)),
    ],
  };
}

const OF_SPANS = `unnest($2::text[], $3::float8[], $4::float8[]) s(span, from_s, to_s)`;
export const within = (instant: string): string =>
  `${instant} >= to_timestamp(s.from_s) AND ${instant} < to_timestamp(s.to_s)`;

/**
 * Kept counts `c` of the spans. Spans and ends come first and each is looked up by itself, whatever the planner believes
 * about how many there are.
 * @param where more conditions on `c`
 */
export const keptCounts = (breakdown: 'ALL' | 'SCOPE' | 'OWNER', where = ''): string => `
  ${OF_SPANS} CROSS JOIN LATERAL (SELECT * FROM tower_counts c WHERE c.org_id = $1 AND c.breakdown = '${breakdown}'
    AND c.span = s.span AND ${within('c.at')}${where} OFFSET 0) c`;

/** Rows of a table at the ends, as `e`. @param where more conditions on `e` */
export const rowsAtEnds = (table: 'leads' | 'clocks' | 'escalations', instant: string, where: string): string => `
  unnest($5::float8[], $6::float8[]) s(from_s, to_s) CROSS JOIN LATERAL (SELECT * FROM ${table} e
    WHERE e.org_id = $1 AND ${within(`e.${instant}`)} AND ${where} OFFSET 0) e`;

/** The lead `l` of each such row. @param where more conditions on `l` */
export const leadOfEach = (where: string): string => `
  CROSS JOIN LATERAL (SELECT * FROM leads l WHERE l.org_id = $1 AND l.id = e.lead_id${where} OFFSET 0) l`;

/** Whether a delta `w` is within the spans. */
export const WAITS_WITHIN = `EXISTS (SELECT FROM ${OF_SPANS} WHERE (s.span = 'NOW') = (w.at = ${OF_NOW_AT}) AND ${within('w.at')})`;
