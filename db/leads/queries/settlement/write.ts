import type { Draft } from '../../../../domain/leads/lead/draft.js';
import type { OrgTransaction } from '../../../client.js';
import { changedApprovals } from './write/approvals.js';
import { changedAssignments } from './write/assignments.js';
import { newAudit } from './write/audit.js';
import { changedClocks, newClocks } from './write/clocks.js';
import { newCounterDeltas, newDeltas } from './write/counts.js';
import { acknowledgedEscalations, compensatedEscalations, newEscalations } from './write/escalations.js';
import { appliedCommands, appliedProofs } from './write/inputs.js';
import { changedLeads } from './write/leads.js';
import { newMessages, newNotices, newTeamNotices } from './write/notices.js';
import { changedAnswers, changedOffers } from './write/offers.js';
import type { Part, Settlement } from './write/part.js';
import { changedUsers } from './write/users.js';
import { closedWorkItems, newWorkItems } from './write/work-items.js';

/** One for each table and way of writing it, in their order in the whole statement. */
const PARTS: Part[] = [
  changedLeads,
  newClocks,
  changedClocks,
  newEscalations,
  compensatedEscalations,
  acknowledgedEscalations,
  changedApprovals,
  changedOffers,
  changedAnswers,
  changedAssignments,
  changedUsers,
  newAudit,
  newNotices,
  newTeamNotices,
  newMessages,
  newWorkItems,
  closedWorkItems,
  appliedProofs,
  appliedCommands,
  newDeltas,
  newCounterDeltas,
];

/**
 * Writes all effects of many leads' settlements with one set-based statement for each table, all in one round trip.
 * @param counts what they change of the Control Tower's counts, and add to the counters of `/metrics`
 * @param outgoing the channels by which notices leave the house
 * @param what `TURNS_LATER`: `writeTurns` follows, as rows of people must not be locked for long
 */
export async function writeSettlement(
  tx: OrgTransaction,
  drafts: Draft[],
  counts: Pick<Settlement, 'tower' | 'counted'>,
  nowMs: number,
  outgoing: Settlement['outgoing'],
  what: 'ALL' | 'TURNS_LATER',
): Promise<void> {
  const settlement = { drafts: drafts.filter((draft) => draft.isDirty), ...counts, nowMs, outgoing };
  if (settlement.drafts.length === 0) return;
  const query = queryOf(tx, settlement, what === 'ALL' ? PARTS : PARTS.filter((part) => part !== changedUsers));
  const begun = settlement.drafts.filter(({ wasReceived, lead }) => wasReceived && lead.status !== 'RECEIVED');
  // Alone, the trigger costs less than another statement.
  const words = begun.length > 1 ? keepWords(tx, begun) : null;
  await Promise.all([words, query && tx.client.query(query)]);
}

/** Whose turn it was in these settlements. */
export async function writeTurns(tx: OrgTransaction, drafts: readonly Draft[], nowMs: number): Promise<void> {
  const settlement = { drafts: drafts.filter((draft) => draft.isDirty), tower: [], counted: {}, nowMs, outgoing: [] };
  const query = queryOf(tx, settlement, [changedUsers]);
  if (query) await tx.client.query(query);
}

/** All that a settlement writes by some of the parts, as one statement; null: nothing. */
function queryOf(tx: OrgTransaction, settlement: Settlement, parts: readonly Part[]) {
  const rows = PARTS.map((part) => (parts.includes(part) ? part.rows(settlement) : []));
  const present = rows.filter(({ length }) => length > 0);
  if (present.length === 0) return null;
  const { name, text } = statementOf(rows.map(({ length }) => length > 0));
  return { name, text, values: [tx.orgId, settlement.nowMs, ...present.map((some) => JSON.stringify(some))] };
}

/** What they are found by, for all at once; the trigger, which does it lead by lead, leaves them alone then. */
async function keepWords(tx: OrgTransaction, begun: readonly Draft[]): Promise<void> {
  await tx.client.query({
    name: 'keep_words',
    text: `SELECT set_config('app.words', 'kept', true), keep_words_of_begun($1, $2::uuid[])`,
    values: [tx.orgId, begun.map(({ lead }) => lead.id)],
  });
}

const statements = new Map<string, { name: string; text: string }>();

/**
 * The whole statement over some of the parts, and its name: a digit for each part, as the parts' names together would be
 * longer than the 63 bytes that Postgres keeps. Prepared once a connection: planning costs more than writing a few rows.
 * @param present which of the parts
 */
function statementOf(present: boolean[]): { name: string; text: string } {
  const name = `settle_${present.map(Number).join('')}`;
  const known = statements.get(name);
  if (known) return known;
  const parts = PARTS.filter((_part, place) => present[place]);
  const made = { name, text: textOf(parts) };
  statements.set(name, made);
  return made;
}

/** `$1` is the org, `$2` the instant of the settlement, `$3` and so on the rows of the parts. */
function textOf(parts: Part[]): string {
  const hasPart = (name: string): boolean => parts.some((part) => part.name === name);
  const expressions = parts.flatMap(({ name, sql, then }, place) => [
    `${name} AS (${sql(`$${place + 3}::jsonb`, hasPart)})`,
    ...(then ?? []).map((next) => `${next.name} AS (${next.sql(hasPart)})`),
  ]);
  // Not all of them ask for the instant, and each parameter must stand somewhere.
  return `WITH ${expressions.join(',\n')}\nSELECT $2::float8`;
}
