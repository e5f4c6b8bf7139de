import type { Logger } from 'pino';
import { v7 as newId } from 'uuid';
import type { Database, OrgTransaction } from '../db/client.js';
import type { WithCommit } from '../db/transaction.js';
import { RaceLost, sqlState } from '../db/races.js';
import {
  ensureSealed,
  parkLeads,
  loadLeads,
  lockLeads,
  NOT_SEALED,
  type LoadedLead,
} from '../db/leads/queries/settlement/lead-state.js';
import { lockCandidates, type CandidateRows } from '../db/leads/queries/settlement/candidates.js';
import { withDefinitions } from '../db/leads/queries/settlement/context.js';
import { peopleRows, userNames } from '../db/platform/queries/people.js';
import { calendarDefinitions } from '../db/platform/queries/calendars.js';
import { writeSettlement } from '../db/leads/queries/settlement/write.js';
import { asksCalendars } from '../domain/engine/conditions/condition.js';
import type { ActiveFlow } from '../domain/leads/flow/select.js';
import { asksForPeople, peopleNamed } from '../domain/leads/flow/asks.js';
import { ContextNeeded, Draft, type SettlementContext } from '../domain/leads/lead/draft.js';
import { describeNext, type NextInstant } from '../domain/leads/view/next.js';
import type { Actor } from '../domain/platform/audit/actor.js';
import { isDecision, type CommandRequest } from '../domain/leads/lead/state.js';
import { openOffer } from '../domain/leads/offers/offer.js';
import { settle, type Goal } from '../domain/leads/settlement/settle.js';
import { viewOf, type LeadView } from '../domain/leads/view/view.js';
import { teamsOf } from '../domain/engine/routing/attempts.js';
import { candidateAt, peopleAt } from '../domain/leads/lead/people.js';
import { isSuspended } from '../domain/leads/clocks/paused.js';
import { happened, latenessOf } from '../domain/leads/metrics/happened.js';
import { changeOf, countsOf, type Count } from '../domain/leads/tower/counts.js';
import { added } from '../domain/platform/metrics/family.js';
import { compileCalendar, type Calendar } from '../domain/engine/calendars/calendar.js';
import type { CalendarDefinition } from '../domain/engine/calendars/types.js';
import type { Channel, OutgoingChannel } from '../domain/platform/notices/channels.js';
import { initialStatus } from '../domain/platform/notices/delivery.js';
import { EarlierFirst, loadSamePersons } from './same-person.js';
import type { Traces } from './traces.js';
import { willPlan } from './people.js';
import { givenTo, standingOf, type Given } from './written-ahead.js';

export interface SettleDeps {
  db: Database;
  /** The channels by which notices leave the house: those that are configured. */
  outgoing: readonly OutgoingChannel[];
  /** Now, in epoch milliseconds. */
  clock: () => number;
  log: Logger;
  /** Hears of the trace id of each lead that is settled. */
  traces?: Pick<Traces, 'remember'>;
}

export interface SettleOptions {
  goal: Goal;
  /** Leave out leads that somebody else settles right now. */
  skipLocked: boolean;
  /** The caller's now, e.g. a workflow's: the settlement's instant is the later of it and the process's clock. */
  atLeastMs: number;
  /** It is written before its instant and committed on it: how late it is, and whose turn it was, is written by who commits it. */
  ahead?: Ahead;
  /** Leads of the same persons that were received earlier: they are decided first, and brought no further. */
  first?: string[];
}

/** Who could take leads, as a settlement that is written before its instant asks it: without the routing lock. */
export type Ahead = (tx: OrgTransaction, teamIds: string[], nowMs: number) => Promise<CandidateRows>;

export interface Settled {
  /** Made when they are asked for: a batch whose leads nobody shows needs none. */
  readonly views: LeadView[];
  /** Of them, those where there was something to do. */
  changed: number;
  /** Notices that nobody sends, because their channel is not configured. */
  unsent: { leadId: string; traceId: string | null; kind: string; userId: string | null; channel: Channel }[];
}

/** A settlement that is written and not committed. */
export interface Written extends Settled {
  drafts: readonly Draft[];
  /** What people get and lose by it, where it is written ahead. */
  given: Given[];
  /** Of the leads that were asked for and were not held by others. */
  leadIds: string[];
  /** Ids of the proofs and commands that it decided over. */
  inputIds: string[];
  /** The instants that were settled (epoch milliseconds). */
  passed: number[];
  /** Nothing was decided, and nothing waits for an instant: the org is suspended. */
  isSuspended?: true;
}

/** A proof came in, or somebody got what was given away, while a settlement decided without it. */
export class Disturbed extends Error {
  override name = 'Disturbed';
  constructor() {
    super('something came in meanwhile');
  }
}

const compiled = new Map<string, { json: string; calendar: Calendar }>();

function compile(id: string, definition: CalendarDefinition): Calendar {
  const json = JSON.stringify(definition);
  const known = compiled.get(id);
  if (known?.json === json) return known.calendar;
  const calendar = compileCalendar(definition);
  if (compiled.size > 5_000) compiled.clear();
  compiled.set(id, { json, calendar });
  return calendar;
}

export async function loadCalendars(tx: OrgTransaction): Promise<ReadonlyMap<string, Calendar>> {
  const rows = await calendarDefinitions(tx);
  return new Map(rows.map(({ id, definition }) => [id, compile(id, definition)]));
}

/** Whether somebody asked for the lead to be open again: then it counts whether its owner still works. */
const reopens = (inputs: LoadedLead['inputs']): boolean =>
  inputs.some((input) => input.type === 'COMMAND' && input.request.kind === 'REOPEN');

/** After a yes the lead is routed on. */
const isRerouting = (kind: CommandRequest['kind']): boolean => kind === 'REPLAN' || kind === 'APPROVE';

/** What of a lead's future asks who could take it. */
const ROUTED: ReadonlySet<string> = new Set<NextInstant['what']>(['REASSIGN', 'OFFER_EXPIRES', 'APPROVAL_LAPSES']);

/**
 * What a settlement will surely ask for who could take a lead: then that is loaded at once and not at the second try.
 * @returns `REASSIGNMENT`: one that falls due and nothing else, which can be decided before its instant; null: nothing
 */
function routedFor({ state, inputs }: LoadedLead, goal: Goal, nowMs: number): 'REASSIGNMENT' | 'OTHER' | null {
  if (state.status === 'RECEIVED' || state.status === 'QUALIFIED') return goal === 'QUALIFIED' ? null : 'OTHER';
  if (inputs.some((input) => input.type === 'COMMAND' && isRerouting(input.request.kind)) || reopens(inputs))
    return 'OTHER';
  // To the next, at once; of a broadcast the last one who declines is rare enough for a second try.
  const declined = inputs.some((input) => input.type === 'COMMAND' && input.request.kind === 'DECLINE');
  if (declined && openOffer(state)?.mode === 'OFFER') return 'OTHER';
  const due = describeNext(state).filter(({ what, atMs }) => ROUTED.has(what) && atMs <= nowMs);
  if (due.length === 0) return null;
  return inputs.length === 0 && due.every(({ what }) => what === 'REASSIGN') ? 'REASSIGNMENT' : 'OTHER';
}

/** Whether choosing the flow or scoring a lead asks a calendar. */
const qualifiesByCalendar = ({ definition: { match, scoring } }: ActiveFlow): boolean =>
  asksCalendars(match) || scoring.rules.some(({ when }) => asksCalendars(when));

async function contextFor(
  tx: OrgTransaction,
  leads: LoadedLead[],
  goalOf: (lead: LoadedLead) => Goal,
  nowMs: number,
  everything: boolean,
  ahead?: Ahead,
) {
  const flows = await withDefinitions(tx, leads.find((lead) => lead.activeFlows !== null)?.activeFlows ?? []);
  const routing = everything || leads.some((lead) => routedFor(lead, goalOf(lead), nowMs) !== null);
  const planning = leads.some((lead) => willPlan(lead, goalOf(lead), nowMs));
  const byCalendar = routing || planning || flows.some(qualifiesByCalendar);
  const definitions = [...flows, ...leads.flatMap(({ state }) => (state.flow ? [state.flow] : []))];
  const asking =
    everything ||
    leads.some(({ inputs }) => reopens(inputs)) ||
    definitions.some(({ definition }) => asksForPeople(definition));
  const states = leads.map(({ state }) => state);

  const names = new Map<string, string>();
  for (const { state } of leads) if (state.ownerId && state.ownerName) names.set(state.ownerId, state.ownerName);
  const wanted = leads.flatMap(({ inputs }) =>
    inputs.flatMap((input) =>
      input.type === 'COMMAND' && input.request.kind === 'ASSIGN' ? [input.request.ownerId] : [],
    ),
  );
  for (const { state } of leads)
    wanted.push(
      ...state.offers.flatMap(({ answers }) => answers.map((one) => one.userId)),
      ...state.approvals.flatMap(({ askedUserIds, decidedBy }) => [...askedUserIds, ...userOf(decidedBy)]),
    );
  // Who decides at the same moment as another is told who was first.
  for (const { inputs } of leads)
    wanted.push(
      ...inputs.flatMap((input) => (input.type === 'COMMAND' && isDecision(input.request) ? userOf(input.actor) : [])),
    );
  // Where one of them is missed, it is said who.
  const asksPeople = byCalendar && asking;
  if (asksPeople) wanted.push(...definitions.flatMap(({ definition }) => peopleNamed(definition)));

  // In one round trip. The lock of persons comes before that of routing, which comes last.
  const teamIds = [...new Set(definitions.flatMap(({ definition }) => teamsOf(definition.routing)))];
  const [calendars, persons, samePerson, found, rows] = await Promise.all([
    byCalendar ? loadCalendars(tx) : null,
    asksPeople ? peopleRows(tx, nowMs) : null,
    loadSamePersons(tx, states, flows, routing),
    userNames(tx, wanted),
    routing ? (ahead ?? lockCandidates)(tx, teamIds, nowMs) : null,
  ]);
  for (const [id, name] of found) names.set(id, name);
  const people = calendars !== null && persons !== null ? peopleAt(persons, calendars, nowMs) : null;
  let candidates: SettlementContext['candidates'] = null;
  let routingTeams: SettlementContext['routingTeams'] = null;
  if (rows !== null) {
    routingTeams = new Map(rows.teams.map((team) => [team.id, team]));
    candidates = rows.people.map((row) => {
      names.set(row.userId, row.name);
      return candidateAt(row, calendars, nowMs);
    });
  }
  const context: SettlementContext = {
    nowMs,
    newId,
    activeFlows: flows,
    calendars,
    people,
    candidates,
    routingTeams,
    samePerson,
    nameOf: (userId) => names.get(userId) ?? userId,
  };
  return context;
}

const userOf = (actor: Actor | null): string[] => (actor?.type === 'user' && actor.id !== null ? [actor.id] : []);

/** Who was here first is decided first. */
const byReceipt = ({ state: a }: LoadedLead, { state: b }: LoadedLead): number =>
  a.receivedAtMs - b.receivedAtMs || (a.id < b.id ? -1 : 1);

/**
 * Locks, loads, decides and writes; a lead that turns out to need more of its surroundings is decided again with them.
 * @param send takes what is written, which is not waited for here
 */
export async function decideAndWrite(
  tx: OrgTransaction,
  deps: SettleDeps,
  leadIds: string[],
  options: SettleOptions,
  send: WithCommit,
): Promise<Written> {
  const asked = new Set(leadIds);
  const goalOf = ({ state }: LoadedLead): Goal => (asked.has(state.id) ? options.goal : 'QUALIFIED');
  const wished = [...asked, ...(options.first ?? [])];
  // In one round trip: they are read by a statement of its own, when their rows are locked.
  const [locked, found] = await Promise.all([lockLeads(tx, wished, options.skipLocked), loadLeads(tx, wished)]);
  if (locked.length === 0)
    return { drafts: [], given: [], views: [], leadIds: [], changed: 0, unsent: [], inputIds: [], passed: [] };
  for (const everything of [false, true]) {
    const leads = (everything ? await loadLeads(tx, locked) : lockedOf(found, locked)).sort(byReceipt);
    for (const { state } of leads) deps.traces?.remember(state.id, state.traceId);
    // After the locks: whoever waited for them must not decide over an instant that has passed meanwhile.
    const nowMs = Math.max(options.atLeastMs, deps.clock());
    if (leads.some(({ state }) => isSuspended(state))) return leftAlone(tx, leads, asked);
    const { ahead } = options;
    if (ahead && leads.some((lead) => routedFor(lead, goalOf(lead), nowMs) === 'OTHER')) throw new ContextNeeded();
    const context = await contextFor(tx, leads, goalOf, nowMs, everything, ahead);
    const standing = ahead && context.candidates && standingOf(context.candidates);
    try {
      const before: Count[] = [];
      const after: Count[] = [];
      const revisions = new Map(leads.map(({ state, revision }) => [state.id, revision]));
      const drafts = leads.map((lead) => {
        const counted = countsOf(lead.state);
        const draft = new Draft(lead.state, context);
        settle(draft, lead.inputs, goalOf(lead));
        if (draft.isDirty) {
          before.push(...counted);
          after.push(...countsOf(draft.lead));
        }
        return draft;
      });
      // Whom nobody can take is decided on the instant: somebody may be free by then.
      if (standing && drafts.some(({ changes }) => changes.workItems.length > 0)) throw new ContextNeeded();
      const passed = drafts.flatMap(({ changes }) => changes.passed);
      const counted = added([...drafts.map(happened), ahead ? {} : latenessOf(passed, nowMs)]);
      const counts = { tower: changeOf(before, after), counted };
      send(writeSettlement(tx, drafts, counts, nowMs, deps.outgoing, ahead ? 'TURNS_LATER' : 'ALL'));
      const wanted = drafts.filter(({ lead }) => asked.has(lead.id));
      let views: LeadView[] | undefined;
      return {
        drafts,
        given: standing ? givenTo(context.candidates!, standing) : [],
        get views() {
          return (views ??= wanted.map(({ lead, isDirty }) => ({
            ...viewOf(lead, context.nameOf),
            revision: revisions.get(lead.id)! + (isDirty ? 1 : 0),
          })));
        },
        leadIds: wanted.map(({ lead }) => lead.id),
        changed: wanted.filter(({ isDirty }) => isDirty).length,
        unsent: drafts.flatMap((draft) => unsentOf(draft, deps.outgoing)),
        inputIds: leads.flatMap(({ inputs }) => inputs.map(({ id }) => id)),
        passed,
      };
    } catch (error) {
      if (!(error instanceof ContextNeeded) || everything || ahead) throw error;
    }
  }
  throw new Error('a settlement asked for context that there is none of');
}

/** The org is suspended: nothing is decided, and nothing of it falls due before it is back. */
async function leftAlone(tx: OrgTransaction, leads: LoadedLead[], asked: ReadonlySet<string>): Promise<Written> {
  const wanted = leads.filter(({ state }) => asked.has(state.id));
  const leadIds = wanted.map(({ state }) => state.id);
  await parkLeads(tx, leadIds);
  const nameOf =
    ({ ownerId, ownerName }: LoadedLead['state']) =>
    (id: string) =>
      (id === ownerId ? ownerName : null) ?? id;
  const views = wanted.map(({ state, revision }) => ({ ...viewOf(state, nameOf(state)), revision }));
  return { drafts: [], given: [], views, leadIds, changed: 0, unsent: [], inputIds: [], passed: [], isSuspended: true };
}

/** What of the loaded is locked: others are left out. */
function lockedOf(leads: LoadedLead[], locked: string[]): LoadedLead[] {
  if (leads.length === locked.length) return leads;
  const ids = new Set(locked);
  return leads.filter(({ state }) => ids.has(state.id));
}

/**
 * Makes sure that the settlement decided over every proof that was received before its instant. Where nothing was due
 * a proof that it missed changes nothing of what it did, and is applied by the next one.
 * @throws Disturbed when there is another
 */
export async function seal(tx: OrgTransaction, { leadIds, passed, inputIds }: Written): Promise<void> {
  if (passed.length === 0) return;
  try {
    await ensureSealed(tx, leadIds, inputIds);
  } catch (error) {
    throw sqlState(error) === NOT_SEALED ? new Disturbed() : error;
  }
}

/** More proofs than this cannot come in by chance while one lead is settled again and again. */
const MOST_TRIES = 10;

/**
 * The one settlement (docs/architecture.md, decision 10): brings many leads of one org up to date in one transaction.
 * Whoever comes second finds nothing to do, so it is idempotent without a key of its own.
 * @returns a view of each lead that was settled; with `skipLocked` some may be missing
 */
export async function settleLeads(
  deps: SettleDeps,
  orgId: string,
  leadIds: string[],
  options: SettleOptions,
): Promise<Settled> {
  const settled = await untilUndisturbed(deps, orgId, leadIds, options);
  for (const { leadId, traceId, kind, userId, channel } of settled.unsent.slice(0, MOST_LOGGED)) {
    const to = userId ?? 'managers';
    deps.log.info({ orgId, leadId, traceId, kind, to, channel }, `${NOT_CONFIGURED}; see GET /api/notifications`);
  }
  const more = settled.unsent.length - MOST_LOGGED;
  if (more > 0) deps.log.info({ orgId, more }, `${NOT_CONFIGURED}, and more than are logged`);
  return settled;
}

async function untilUndisturbed(
  deps: SettleDeps,
  orgId: string,
  leadIds: string[],
  options: SettleOptions,
): Promise<Settled> {
  let now = options;
  for (let tries = 1; ; tries += 1) {
    try {
      return await deps.db.inOrg(orgId, async (tx, withCommit) => {
        const written = await decideAndWrite(tx, deps, leadIds, now, withCommit);
        withCommit(seal(tx, written));
        return written;
      });
    } catch (error) {
      if (!(error instanceof EarlierFirst || error instanceof Disturbed)) throw error;
      if (tries === MOST_TRIES) throw new RaceLost(error.message);
      // Once more from the start, because rows are locked in one order. Leads that begin are never locked for long.
      if (error instanceof EarlierFirst)
        now = { ...now, first: [...(now.first ?? []), ...error.leadIds], skipLocked: false };
    }
  }
}

const NOT_CONFIGURED = 'a notice was due by a channel that is not configured';
/** A herd's notices must not drown the log. */
const MOST_LOGGED = 20;

const unsentOf = ({ lead, changes }: Draft, outgoing: readonly OutgoingChannel[]): Settled['unsent'] =>
  changes.notices.flatMap(({ kind, userId, channels }) =>
    channels
      .filter((channel) => initialStatus(channel, outgoing) === 'LOGGED')
      .map((channel) => ({ leadId: lead.id, traceId: lead.traceId, kind, userId, channel })),
  );
