import type { z } from 'zod';
import type { OrgTransaction } from '../../../db/client.js';
import { activeFlows } from '../../../db/leads/queries/settlement/context.js';
import { loadLeads } from '../../../db/leads/queries/settlement/lead-state.js';
import { leadsToHandOver } from '../../../db/leads/queries/settlement/replan.js';
import { decidedLeadsOfSamePersons } from '../../../db/leads/queries/settlement/same-person.js';
import { userNames } from '../../../db/platform/queries/people.js';
import { teamsCountingOn } from '../../../db/platform/queries/teams.js';
import type { UserRow } from '../../../db/platform/queries/users.js';
import { peopleNamed } from '../../../domain/leads/flow/asks.js';
import { LONGEST_WINDOW_MS } from '../../../domain/leads/flow/validate-duplicates.js';
import { Draft, type EarlierLead, type SettlementContext } from '../../../domain/leads/lead/draft.js';
import type { LeadState } from '../../../domain/leads/lead/state.js';
import { forecastHandover, type Handover } from '../../../domain/leads/replan/handover.js';
import { prefersEarlierOwner, withUndecided } from '../../../domain/leads/same-person/same-person.js';
import { absenceWords } from '../../../domain/platform/absence/absence.js';
import { isoMsOrNull } from '../../http/contract.js';
import { MOST, type getHandover } from '../contract/handover.js';
import { surroundingsAt } from '../surroundings.js';

type Preview = z.input<(typeof getHandover.responses)[200]>;

interface Asked {
  /** When it begins. */
  atMs: number;
  /** For good: until they are activated again. */
  leaves: boolean;
  /** Whether their leads go to others. */
  replan: boolean;
}

/** What would become of a person's open leads, each forecast after those before it: a place is given away once. */
export async function forecastOf(
  tx: OrgTransaction,
  user: Pick<UserRow, 'id' | 'name'>,
  { atMs, leaves, replan }: Asked,
): Promise<Pick<Preview, 'total' | 'more' | 'counts' | 'takers' | 'items'>> {
  const { ids, total } = await leadsToHandOver(tx, user.id, replan, MOST);
  const leads = await leadsInOrder(tx, ids);
  const context = await surroundings(tx, leads, atMs);
  const before = new Map(context.candidates?.map(({ userId, load }) => [userId, load]));
  const reason = absenceWords({ toMs: leaves ? null : atMs });
  const forecasts = leads.map((lead) => ({ lead, of: forecastHandover(new Draft(lead, context), user.id, reason) }));

  // What is not theirs to be forecast by a settlement any more, an owner who is no candidate, is told by name all the same.
  const names = await userNames(tx, [...new Set(forecasts.flatMap(({ of }) => of.toUserIds))]);
  const count = (outcome: Handover['outcome']) => forecasts.filter(({ of }) => of.outcome === outcome).length;
  const given = new Map<string, number>();
  for (const { of } of forecasts) {
    const [userId] = of.toUserIds;
    if (of.outcome === 'GIVEN' && userId !== undefined) given.set(userId, (given.get(userId) ?? 0) + 1);
  }
  const takers = [...given].map(([userId, theirs]) => {
    const candidate = context.candidates?.find((one) => one.userId === userId);
    return {
      userId,
      name: names.get(userId) ?? userId,
      leads: theirs,
      loadBefore: before.get(userId) ?? 0,
      loadAfter: candidate?.load ?? 0,
      capacity: candidate?.capacity ?? 0,
    };
  });
  return {
    total,
    more: total > leads.length,
    counts: { given: count('GIVEN'), offered: count('OFFERED'), nobody: count('NOBODY') },
    takers: takers.sort((a, b) => b.leads - a.leads || a.name.localeCompare(b.name)),
    items: forecasts.map(({ lead, of }) => ({
      leadId: lead.id,
      name: lead.name,
      status: lead.status,
      outcome: of.outcome,
      to: of.toUserIds.map((userId) => ({ userId, name: names.get(userId) ?? userId })),
      why: of.why,
      clocks: of.clocks.map(({ name, restarted, beforeMs, afterMs }) => ({
        name,
        restarted,
        deadlineBefore: isoMsOrNull(beforeMs),
        deadlineAfter: isoMsOrNull(afterMs),
      })),
    })),
  };
}

async function leadsInOrder(tx: OrgTransaction, ids: string[]): Promise<LeadState[]> {
  if (ids.length === 0) return [];
  const loaded = await loadLeads(tx, ids);
  const byId = new Map(loaded.map(({ state }) => [state.id, state]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** All that a settlement of these leads could ask for, read and not locked. */
export async function surroundings(tx: OrgTransaction, leads: LeadState[], nowMs: number): Promise<SettlementContext> {
  const flows = leads.flatMap(({ flow }) => flow ?? []);
  const samePerson = flows.some(prefersEarlierOwner)
    ? withUndecided(leads, await decidedLeadsOfSamePersons(tx, leads, LONGEST_WINDOW_MS))
    : new Map<string, EarlierLead[]>();
  const people = leads.flatMap(({ ownerId, offers }) => [
    ...(ownerId === null ? [] : [ownerId]),
    ...offers.flatMap(({ answers }) => answers.map(({ userId }) => userId)),
  ]);
  return { ...(await surroundingsAt(tx, flows, nowMs, people)), samePerson };
}

/** What counts on a person besides their leads. */
export async function hangsOn(tx: OrgTransaction, { id: userId }: Pick<UserRow, 'id'>): Promise<Preview['hangs']> {
  const teams = await teamsCountingOn(tx, userId);
  const flows = (await activeFlows(tx)).filter(({ definition }) => peopleNamed(definition).includes(userId));
  return [
    ...teams.map(({ id, name, isManager }) =>
      isManager
        ? {
            kind: 'TEAM_MANAGER' as const,
            id,
            name,
            message: `Manages the team “${name}”: its alerts go to whoever is on call, or to all managers.`,
          }
        : {
            kind: 'TEAM_ON_CALL' as const,
            id,
            name,
            message: `Is on call for the team “${name}”: the next one is told instead.`,
          },
    ),
    ...flows.map(({ id, key }) => ({
      kind: 'FLOW' as const,
      id,
      name: key,
      message: `Is told by the active flow “${key}”: publish it with somebody else.`,
    })),
  ];
}
