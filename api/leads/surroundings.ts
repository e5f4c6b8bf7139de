import type { OrgTransaction } from '../../db/client.js';
import { readCandidates } from '../../db/leads/queries/settlement/candidates.js';
import { calendarDefinitions } from '../../db/platform/queries/calendars.js';
import { peopleRows, userNames } from '../../db/platform/queries/people.js';
import { compileCalendar, type Calendar } from '../../domain/engine/calendars/calendar.js';
import { teamsOf } from '../../domain/engine/routing/attempts.js';
import { peopleNamed } from '../../domain/leads/flow/asks.js';
import type { FlowDefinition } from '../../domain/leads/flow/definition.js';
import type { SettlementContext } from '../../domain/leads/lead/draft.js';
import { candidateAt, peopleAt } from '../../domain/leads/lead/people.js';

/** The org's calendars by id, as of now. */
export async function readCalendars(tx: OrgTransaction): Promise<ReadonlyMap<string, Calendar>> {
  const rows = await calendarDefinitions(tx);
  return new Map(rows.map(({ id, definition }) => [id, compileCalendar(definition)]));
}

/**
 * All that a settlement by these flows could ask for, read and not locked, as a forecast needs it: nothing is given away by it. The
 * hours and absences are those of the instant, the loads those of now.
 * @param people whom words name besides
 * @param calendars as they were read already
 */
export async function surroundingsAt(
  tx: OrgTransaction,
  flows: readonly { definition: FlowDefinition }[],
  atMs: number,
  people: readonly string[] = [],
  calendars?: ReadonlyMap<string, Calendar>,
): Promise<SettlementContext> {
  const hours = calendars ?? (await readCalendars(tx));
  const teamIds = [...new Set(flows.flatMap(({ definition }) => teamsOf(definition.routing)))];
  const rows = await readCandidates(tx, teamIds, atMs);
  const named = flows.flatMap(({ definition }) => peopleNamed(definition));
  const names = await userNames(tx, [...new Set([...named, ...people])]);
  for (const { userId, name } of rows.people) names.set(userId, name);
  let made = 0;
  return {
    nowMs: atMs,
    newId: () => `forecast-${(made += 1)}`,
    activeFlows: [],
    calendars: hours,
    people: peopleAt(await peopleRows(tx, atMs), hours, atMs),
    candidates: rows.people.map((row) => candidateAt(row, hours, atMs)),
    routingTeams: new Map(rows.teams.map((team) => [team.id, team])),
    samePerson: new Map(),
    nameOf: (userId) => names.get(userId) ?? userId,
  };
}
