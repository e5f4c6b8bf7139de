import { createHash } from 'node:crypto';
import type { Breach } from '../../../domain/leads/vocabulary/breaches.js';
import type { LeadOutcome } from '../../../domain/leads/vocabulary/outcomes.js';
import { markOf, searchQuery } from '../../../domain/leads/search/words.js';
import type { LeadStatus } from '../../../domain/leads/vocabulary/status.js';
import type { OrgTransaction } from '../../client.js';
import { clockWaits, escalationIsActive, holderOf, leadIsOpenByIndex, leadIsPaused } from '../predicates.js';
import { flowDefinitions } from './settlement/lead-state.js';

/** A list leaves none out, however common its word is. */
const ALL = 2_147_483_647;

/** Which leads a list shows; what is left out does not narrow it. */
export interface LeadFilter {
  status?: LeadStatus[] | undefined;
  breach?: Breach[] | undefined;
  /** Only leads that somebody paused, or only others. */
  paused?: boolean | undefined;
  ownerId?: string | undefined;
  /** Who held it when a clock was breached; null: nobody did. */
  breachedOwnerId?: string | null | undefined;
  teamId?: string | undefined;
  flowId?: string | undefined;
  source?: string | undefined;
  /** Received at or after. */
  from?: Date | undefined;
  /** Received before. */
  to?: Date | undefined;
  /** With active escalations, the last of which fired at or after. */
  escalatedFrom?: Date | undefined;
  /** With active escalations, the last of which fired before. */
  escalatedTo?: Date | undefined;
  /** First contacted at or after. */
  contactedFrom?: Date | undefined;
  /** Only leads to which something can still happen, or only others. */
  open?: boolean | undefined;
  /** Part of name, e-mail, phone or externalId. */
  q?: string | undefined;
  /** No other leads are there; null: all are. */
  onlyOwner?: string | null;
  /** Read along, narrows nothing. */
  attributes?: ReadAttributes | undefined;
}

/** Attributes of leads that somebody wants to see in their list. */
export interface ReadAttributes {
  names: readonly string[];
  /** Texts are cut there, and what is no text, number or truth value is one. */
  mostCharacters: number;
}

/** A lead as lists show it. */
export interface LeadRow {
  id: string;
  externalId: string | null;
  source: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  phoneExtension: string | null;
  /** Its beginning. */
  message: string | null;
  tags: string[];
  status: LeadStatus;
  outcome: LeadOutcome | null;
  receivedAt: Date;
  ownerId: string | null;
  teamId: string | null;
  flowId: string | null;
  flowVersion: number | null;
  duplicateOfId: string | null;
  linkedToId: string | null;
  score: number | null;
  breach: Breach;
  /** Who held it when a clock was breached, each once; null: nobody did. */
  breachedOwnerIds: (string | null)[];
  deadlineAt: Date | null;
  /** The clock whose deadline that is. */
  dueClock: { key: string; name: string } | null;
  assignedAt: Date | null;
  contactedAt: Date | null;
  pausedAt: Date | null;
  pausedUntil: Date | null;
  closedAt: Date | null;
  reopenedAt: Date | null;
  revision: number;
  /** Of the escalations that the filter asks for; left out where it asks for none. */
  activeEscalations?: number;
  /** Those that were asked for and that it has. */
  attributes?: Record<string, unknown>;
}

/** Where a page ended. */
export interface ReceivedPosition {
  receivedAt: Date;
  id: string;
}

export interface UrgencyPosition {
  deadlineAt: Date | null;
  id: string;
}

/** A stretch of a list: what comes after one place, up to and with another. Null: from its start, to its end. */
export interface Span<Position> {
  after: Position | null;
  until: Position | null;
}

/** So much of a message tells what somebody wants; the rest is the lead's page's. */
const MESSAGE_CHARACTERS = 500;

const COLUMNS = `l.id, l.external_id AS "externalId", l.source, l.name, l.email, l.phone, l.phone_extension AS "phoneExtension",
  left(l.message, ${MESSAGE_CHARACTERS}) AS message, l.tags, l.status, l.outcome,
  l.received_at AS "receivedAt", l.owner_id AS "ownerId", l.team_id AS "teamId", l.flow_id AS "flowId",
  l.flow_version AS "flowVersion", l.duplicate_of_id AS "duplicateOfId", l.linked_to_id AS "linkedToId", l.score,
  l.breach, CASE WHEN l.breach = 'breached' OR ${leadIsPaused('l')} THEN ARRAY(SELECT DISTINCT h.owner_id
    FROM clocks c LEFT JOIN LATERAL ${holderOf('c')} h ON true
    WHERE c.org_id = l.org_id AND c.lead_id = l.id AND c.status = 'BREACHED') ELSE '{}' END AS "breachedOwnerIds",
  CASE WHEN l.deadline_at IS NOT NULL THEN (SELECT c.key FROM clocks c
    WHERE c.org_id = l.org_id AND c.lead_id = l.id AND ${clockWaits('c')} AND c.status <> 'PAUSED'
      AND c.deadline_at = l.deadline_at ORDER BY c.key, c.cycle LIMIT 1) END AS "dueClockKey",
  l.deadline_at AS "deadlineAt", l.assigned_at AS "assignedAt", l.contacted_at AS "contactedAt",
  l.paused_at AS "pausedAt", l.paused_until AS "pausedUntil", l.closed_at AS "closedAt", l.reopened_at AS "reopenedAt",
  l.revision`;

/** What a list can be sorted by, with its column: each has an index. */
const SORTED_BY = { received: 'l.received_at', deadline: 'l.deadline_at', score: 'l.score' } as const;

export interface SortOrder {
  by: keyof typeof SORTED_BY;
  descending: boolean;
}

/** Where a page of a sorted list ended. Null: among those that have none of what it is sorted by. */
export interface SortPosition {
  key: Date | number | null;
  id: string;
}

/** What of a row its list is sorted by. */
export const sortPositionOf = ({ by }: SortOrder, { id, receivedAt, deadlineAt, score }: LeadRow): SortPosition => ({
  key: { received: receivedAt, deadline: deadlineAt, score }[by],
  id,
});

/**
 * Leads by one of their columns, those that have nothing there last, whatever the direction: the first ones of a stretch.
 * Two queries, because one over `column > x OR column IS NULL` would read the index from its start on each page.
 */
export async function listSorted(
  tx: OrgTransaction,
  filter: LeadFilter,
  { by, descending }: SortOrder,
  { after, until }: Span<SortPosition>,
  limit: number,
): Promise<LeadRow[]> {
  const column = SORTED_BY[by];
  const [direction, beyond, upTo] = descending ? [' DESC', '<', '>='] : ['', '>', '<='];
  const page = (room: number, narrow: (select: Select) => void, order: string): Promise<LeadRow[]> => {
    const select = new Select(tx.orgId, filter);
    narrow(select);
    return select.rows(tx, order, room);
  };
  const withKey =
    after?.key === null
      ? []
      : await page(
          limit,
          (select) => {
            const than = (sign: string, { key, id }: SortPosition): void =>
              select.where(`(${column}, l.id) ${sign} (${select.value(key)}, ${select.value(id)}::uuid)`);
            // Only open leads have a deadline: the index has no others.
            if (by === 'deadline' && filter.open !== true) select.where(leadIsOpenByIndex('l'));
            if (after !== null) than(beyond, after);
            else if (by !== 'received') select.where(`${column} IS NOT NULL`);
            if (until !== null && until.key !== null) than(upTo, until);
          },
          `${column}${direction}, l.id${direction}`,
        );
  if (by === 'received' || withKey.length === limit || (until !== null && until.key !== null)) return withKey;
  const withoutKey = await page(
    limit - withKey.length,
    (select) => {
      select.where(`${column} IS NULL`);
      if (after?.key === null) select.where(`l.id ${beyond} ${select.value(after.id)}::uuid`);
      if (until !== null) select.where(`l.id ${upTo} ${select.value(until.id)}::uuid`);
    },
    `l.id${direction}`,
  );
  return [...withKey, ...withoutKey];
}

/** Leads by receipt, newest first: the first ones of a stretch. */
export function listLeads(
  tx: OrgTransaction,
  filter: LeadFilter,
  { after, until }: Span<ReceivedPosition>,
  limit: number,
): Promise<LeadRow[]> {
  const position = (at: ReceivedPosition | null): SortPosition | null => at && { key: at.receivedAt, id: at.id };
  const span = { after: position(after), until: position(until) };
  return listSorted(tx, filter, { by: 'received', descending: true }, span, limit);
}

/** Open leads by deadline, most urgent first, those without a deadline last: the first ones of a stretch. */
export function listUrgentLeads(
  tx: OrgTransaction,
  filter: LeadFilter,
  { after, until }: Span<UrgencyPosition>,
  limit: number,
): Promise<LeadRow[]> {
  const position = (at: UrgencyPosition | null): SortPosition | null => at && { key: at.deadlineAt, id: at.id };
  const span = { after: position(after), until: position(until) };
  return listSorted(tx, { ...filter, open: true }, { by: 'deadline', descending: false }, span, limit);
}

type StoredRow = Omit<LeadRow, 'dueClock'> & { dueClockKey: string | null };

/** The rows with the names that their flows give to the clocks that are due. */
async function named(tx: OrgTransaction, rows: StoredRow[]): Promise<LeadRow[]> {
  const flowOf = ({ flowId, flowVersion }: StoredRow) =>
    flowId === null || flowVersion === null ? null : { id: flowId, version: flowVersion };
  const due = rows.filter(({ dueClockKey }) => dueClockKey !== null);
  const definitionOf = await flowDefinitions(
    tx,
    due.flatMap((row) => flowOf(row) ?? []),
  );
  return rows.map(({ dueClockKey: key, ...row }) => {
    const flow = flowOf({ ...row, dueClockKey: key });
    const clock = key === null || !flow ? undefined : definitionOf(flow).clocks.find((one) => one.key === key);
    return { ...row, dueClock: key === null ? null : { key, name: clock?.name ?? key } };
  });
}

/** Of a page of the usual size, and the row that tells whether there is a next one. */
const USUAL_LIMIT = 51;

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 24);

/** A statement over leads `l` that grows condition by condition. */
class Select {
  private readonly values: unknown[] = [];
  private readonly conditions: string[] = [];
  private from = 'leads l';
  private columns = COLUMNS;
  /** By its keys only: one plan is right whatever they are. */
  private readonly plain: boolean;

  constructor(orgId: string, filter: LeadFilter) {
    const { open: _open, onlyOwner: _owner, ...others } = filter;
    const { attributes } = filter;
    this.plain = Object.values(others).every((one) => one === undefined);
    const org = this.value(orgId);
    // Row-level security says the same; the planner needs it for the indexes.
    this.where(`l.org_id = ${org}`);
    const { escalatedFrom, escalatedTo } = filter;
    if (escalatedFrom || escalatedTo) this.fromEscalations(org, escalatedFrom, escalatedTo);
    if (attributes && attributes.names.length > 0) this.withAttributes(attributes);
    const equal = [
      ['owner_id', filter.onlyOwner ?? undefined],
      ['owner_id', filter.ownerId],
      ['team_id', filter.teamId],
      ['flow_id', filter.flowId],
      ['source', filter.source],
    ] as const;
    for (const [column, value] of equal) if (value !== undefined) this.where(`l.${column} = ${this.value(value)}`);
    this.whereAny('status', filter.status);
    this.whereAny('breach', filter.breach);
    const { breachedOwnerId } = filter;
    if (breachedOwnerId !== undefined) this.where(`EXISTS (${this.breachedUnder(breachedOwnerId)})`);
    if (filter.from) this.where(`l.received_at >= ${this.value(filter.from)}`);
    if (filter.to) this.where(`l.received_at < ${this.value(filter.to)}`);
    if (filter.contactedFrom) this.where(`l.contacted_at >= ${this.value(filter.contactedFrom)}`);
    if (filter.open !== undefined) this.where(filter.open ? leadIsOpenByIndex('l') : `NOT (${leadIsOpenByIndex('l')})`);
    if (filter.paused !== undefined) this.where(filter.paused ? leadIsPaused('l') : `NOT (${leadIsPaused('l')})`);
    if (filter.q !== undefined) {
      const like = this.value(`%${filter.q.replace(/[\\%_]/g, '\\$&')}%`);
      const parts = ['name', 'email', 'phone', 'external_id'].map((one) => `l.${one} ILIKE ${like}`);
      const words = `l.id IN (SELECT leads_with_words(${this.value(searchQuery(filter.q, markOf(orgId)) ?? '')}::tsquery, NULL, ${ALL}))`;
      this.where(`(${[...parts, words].join(' OR ')})`);
    }
  }

  /** Clocks of the lead that were breached while somebody held it. @param ownerId null: while nobody did */
  private breachedUnder(ownerId: string | null): string {
    const breached = `SELECT FROM clocks c LEFT JOIN LATERAL ${holderOf('c')} h ON true
      WHERE c.org_id = l.org_id AND c.lead_id = l.id AND c.status = 'BREACHED'`;
    if (ownerId === null) return `${breached} AND h.owner_id IS NULL`;
    const owner = this.value(ownerId);
    // Of the leads that they ever had, which are few; the others' clocks are not looked at.
    this.where(`l.id IN (SELECT a.lead_id FROM assignments a WHERE a.org_id = $1 AND a.owner_id = ${owner})`);
    return `${breached} AND h.owner_id = ${owner}`;
  }

  /** From the escalations to their leads: of the open leads few have any, and their deadlines are anywhere. */
  private fromEscalations(org: string, from?: Date, to?: Date): void {
    this.from = `(SELECT e.lead_id, count(*) AS active FROM escalations e
      WHERE e.org_id = ${org} AND ${escalationIsActive('e')}
        ${from ? `AND e.fired_at >= ${this.value(from)}` : ''}
      GROUP BY e.lead_id ${to ? `HAVING max(e.fired_at) < ${this.value(to)}` : ''}) escalated
      CROSS JOIN LATERAL (SELECT * FROM leads WHERE org_id = ${org} AND id = escalated.lead_id OFFSET 0) l`;
    this.columns = `${COLUMNS}, escalated.active AS "activeEscalations"`;
  }

  private withAttributes({ names, mostCharacters }: ReadAttributes): void {
    const text = (value: string): string => `to_jsonb(left(${value}, ${this.value(mostCharacters)}::int))`;
    this.columns += `, (SELECT coalesce(jsonb_object_agg(a.name, CASE jsonb_typeof(a.value) WHEN 'string' THEN ${text(`a.value #>> '{}'`)}
        WHEN 'object' THEN ${text('a.value::text')} WHEN 'array' THEN ${text('a.value::text')} ELSE a.value END), '{}')
      FROM (SELECT k.name, l.attributes -> k.name AS value FROM unnest(${this.value(names)}::text[]) k (name)) a
      WHERE a.value IS NOT NULL) AS attributes`;
  }

  /** One value as such: an index on it then gives the order as well. */
  private whereAny(column: string, values: readonly string[] | undefined): void {
    if (values?.length === 1) this.where(`l.${column} = ${this.value(values[0])}`);
    else if (values) this.where(`l.${column} = ANY(${this.value(values)}::text[])`);
  }

  /** @returns the parameter that stands for it */
  value(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  where(condition: string): void {
    this.conditions.push(condition);
  }

  async rows(tx: OrgTransaction, order: string, limit: number): Promise<LeadRow[]> {
    // The limit stands in the text: the planner must know it.
    const text = `SELECT ${this.columns} FROM ${this.from} WHERE ${this.conditions.join(' AND ')}
      ORDER BY ${order} LIMIT ${limit}`;
    // Planning takes longer than reading a page. With other filters the plan depends on what is asked for.
    const name = this.plain && limit === USUAL_LIMIT ? { name: `leads_${digest(text)}` } : {};
    const { rows } = await tx.client.query<StoredRow>({ ...name, text, values: this.values });
    return named(tx, rows);
  }
}
