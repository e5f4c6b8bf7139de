import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { v7 as newId } from 'uuid';
import type { Database, OrgTransaction } from '../db/client.js';
import { flowDefinitions, loadLeads, lockLeads, sealSettlement, type LoadedLead } from '../db/queries/lead-state.js';
import { activeFlows, calendarDefinitions, lockCandidates, userNames } from '../db/queries/settlement-context.js';
import { writeSettlement } from '../db/queries/settlement-write.js';
import { ContextNeeded, Draft, type SettlementContext } from '../domain/lead/draft.js';
import { describeNext } from '../domain/lead/next.js';
import { settle, type Goal } from '../domain/lead/settle.js';
import { viewOf, type LeadView } from '../domain/lead/view.js';
import { teamsOf } from '../domain/routing/route.js';
import { compileCalendar, type Calendar } from '../domain/sla/calendar.js';
import type { CalendarDefinition } from '../domain/sla/types.js';

export interface SettleDeps {
  db: Database;
  /** What a notice by mail begins as; `LOGGED` where no SMTP server is configured. */
  mailStatus: 'PENDING' | 'LOGGED';
  /** Now, in epoch milliseconds. */
  clock: () => number;
  log: Logger;
}

export interface SettleOptions {
  goal: Goal;
  /** Leave out leads that somebody else settles right now. */
  skipLocked: boolean;
  /** The caller's now, e.g. a workflow's: the settlement's instant is the later of it and the process's clock. */
  atLeastMs: number;
  /** Fail with `ContextNeeded` rather than take the org's routing lock. */
  withoutRouting?: boolean;
}

export interface Settled {
  views: LeadView[];
  /** Of them, those where there was something to do. */
  changed: number;
  /** Mails that nobody sends, because no SMTP server is configured. */
  unsent: { leadId: string; kind: string; userId: string | null }[];
}

/** A settlement that is written and not committed. */
interface Written extends Settled {
  /** Ids of the proofs and commands that it decided over. */
  inputIds: string[];
  /** Whether an instant was settled for one of them. */
  decidedByTime: boolean;
}

/** A proof came in while a settlement decided without it. */
class Disturbed extends Error {
  override name = 'Disturbed';
  constructor() {
    super('a proof came in meanwhile');
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

async function loadCalendars(tx: OrgTransaction): Promise<ReadonlyMap<string, Calendar>> {
  const rows = await calendarDefinitions(tx);
  return new Map(rows.map(({ id, definition }) => [id, compile(id, definition)]));
}

/** Whether a settlement will surely ask who could take a lead: then that is loaded at once and not at the second try. */
function willRoute({ state, inputs }: LoadedLead, goal: Goal, nowMs: number): boolean {
  if (state.status === 'RECEIVED' || state.status === 'QUALIFIED') return goal !== 'QUALIFIED';
  if (inputs.some((input) => input.type === 'COMMAND' && input.request.kind === 'REPLAN')) return true;
  return describeNext(state).some(({ what, atMs }) => what === 'REASSIGN' && atMs <= nowMs);
}

async function contextFor(tx: OrgTransaction, leads: LoadedLead[], goal: Goal, nowMs: number, everything: boolean) {
  const flows = leads.some(({ state }) => state.status === 'RECEIVED') ? await activeFlows(tx) : [];
  const routing = everything || leads.some((lead) => willRoute(lead, goal, nowMs));
  const planning = leads.some(({ state }) => goal === 'SETTLED' && !state.clocksStarted);
  const calendars = routing || planning ? await loadCalendars(tx) : null;

  const names = new Map<string, string>();
  for (const { state } of leads) if (state.ownerId && state.ownerName) names.set(state.ownerId, state.ownerName);
  const wanted = leads.flatMap(({ inputs }) =>
    inputs.flatMap((input) =>
      input.type === 'COMMAND' && input.request.kind === 'ASSIGN' ? [input.request.ownerId] : [],
    ),
  );
  for (const [id, name] of await userNames(tx, wanted)) names.set(id, name);

  let candidates: SettlementContext['candidates'] = null;
  if (routing) {
    const definitions = [...flows, ...leads.flatMap(({ state }) => (state.flow ? [state.flow] : []))];
    const teamIds = [...new Set(definitions.flatMap(({ definition }) => teamsOf(definition.routing)))];
    const rows = await lockCandidates(tx, teamIds);
    candidates = rows.map(({ calendarId, ...row }) => {
      names.set(row.userId, row.name);
      return { ...row, atWork: calendarId === null || (calendars?.get(calendarId)?.isOpen(nowMs) ?? false) };
    });
  }
  const context: SettlementContext = {
    nowMs,
    newId,
    activeFlows: flows,
    calendars,
    candidates,
    nameOf: (userId) => names.get(userId) ?? userId,
  };
  return context;
}

/** Locks, loads, decides and writes; a lead that turns out to need more of its surroundings is decided again with them. */
async function settleIn(
  tx: OrgTransaction,
  deps: SettleDeps,
  leadIds: string[],
  options: SettleOptions,
): Promise<Written> {
  const locked = await lockLeads(tx, leadIds, options.skipLocked);
  if (locked.length === 0) return { views: [], changed: 0, unsent: [], inputIds: [], decidedByTime: false };
  for (const everything of [false, true]) {
    const leads = await loadLeads(tx, locked);
    const definitionOf = await flowDefinitions(
      tx,
      leads.flatMap(({ flowRef }) => flowRef ?? []),
    );
    for (const { state, flowRef } of leads) if (flowRef) state.flow = { ...flowRef, definition: definitionOf(flowRef) };
    // After the locks: whoever waited for them must not decide over an instant that has passed meanwhile.
    const nowMs = Math.max(options.atLeastMs, deps.clock());
    if (options.withoutRouting && leads.some((lead) => willRoute(lead, options.goal, nowMs))) throw new ContextNeeded();
    const context = await contextFor(tx, leads, options.goal, nowMs, everything);
    try {
      const drafts = leads.map(({ state, inputs }) => {
        const draft = new Draft(state, context);
        settle(draft, inputs, options.goal);
        return draft;
      });
      await writeSettlement(tx, drafts, nowMs, deps.mailStatus);
      return {
        views: drafts.map(({ lead }) => viewOf(lead, context.nameOf)),
        changed: drafts.filter(({ isDirty }) => isDirty).length,
        unsent: deps.mailStatus === 'PENDING' ? [] : drafts.flatMap(unsentOf),
        inputIds: leads.flatMap(({ inputs }) => inputs.map(({ id }) => id)),
        decidedByTime: drafts.some(({ changes }) => changes.decidedByTime),
      };
    } catch (error) {
      if (!(error instanceof ContextNeeded) || everything || options.withoutRouting) throw error;
    }
  }
  throw new Error('a settlement asked for context that there is none of');
}

/**
 * Makes sure that the settlement decided over every proof that was received before its instant. Where nothing was due
 * a proof that it missed changes nothing of what it did, and is applied by the next one.
 */
async function seal(tx: OrgTransaction, { views, decidedByTime, inputIds }: Written): Promise<void> {
  const ids = views.map(({ leadId }) => leadId);
  if (decidedByTime && !(await sealSettlement(tx, ids, inputIds))) throw new Disturbed();
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
  const settled = await settleUndisturbed(deps, orgId, leadIds, options);
  for (const { leadId, kind, userId } of settled.unsent.slice(0, MOST_LOGGED)) {
    const to = userId ?? 'managers';
    deps.log.info({ orgId, leadId, kind, to }, 'a mail was due: no SMTP_URL is set; see GET /api/notifications');
  }
  const more = settled.unsent.length - MOST_LOGGED;
  if (more > 0) deps.log.info({ orgId, more }, 'more mails were due: no SMTP_URL is set');
  return settled;
}

async function settleUndisturbed(
  deps: SettleDeps,
  orgId: string,
  leadIds: string[],
  options: SettleOptions,
): Promise<Settled> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await deps.db.inOrg(orgId, async (tx) => {
        const written = await settleIn(tx, deps, leadIds, options);
        await seal(tx, written);
        return written;
      });
    } catch (error) {
      if (!(error instanceof Disturbed) || tries === MOST_TRIES) throw error;
    }
  }
}

/**
 * Settles leads for an instant that is still to come: writes everything beforehand and commits on the instant, so that
 * a herd is settled on time however large it is. A proof that comes in meanwhile undoes the preparation:
 * time decides, and the leads are settled in the ordinary way. Meant for a few seconds ahead, as the rows are locked.
 * @param atMs the instant, epoch milliseconds; none of the leads may be due later
 * @returns how many leads were settled; null when the preparation was undone, or needs the org's routing lock, which
 * must not be held for so long
 */
export async function settleAhead(
  deps: SettleDeps,
  orgId: string,
  leadIds: string[],
  atMs: number,
): Promise<number | null> {
  try {
    return await deps.db.inOrg(orgId, async (tx) => {
      const options: SettleOptions = { goal: 'SETTLED', skipLocked: true, atLeastMs: atMs };
      const written = await settleIn(tx, { ...deps, clock: () => atMs }, leadIds, { ...options, withoutRouting: true });
      await delay(Math.max(0, atMs - deps.clock()));
      await seal(tx, written);
      return written.changed;
    });
  } catch (error) {
    if (error instanceof Disturbed || error instanceof ContextNeeded) return null;
    throw error;
  }
}

/** A herd's notices must not drown the log. */
const MOST_LOGGED = 20;

const unsentOf = ({ lead, changes }: Draft): Settled['unsent'] =>
  changes.notices.filter(({ mail }) => mail).map(({ kind, userId }) => ({ leadId: lead.id, kind, userId }));
