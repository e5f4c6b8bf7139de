import type { ApprovalLapse } from '../../engine/routing/definition.js';
import type { CandidateVerdict } from '../../engine/routing/types.js';
import type { ClockState } from '../../engine/sla/clock.js';
import type { InstantMs } from '../../engine/time/instant.js';
import { openApproval } from '../approvals/approval.js';
import { startClocks } from '../clocks/clocks.js';
import type { ClockStart, TimeKind } from '../flow/definition.js';
import { asksForPeople } from '../flow/asks.js';
import { previewFlow, type FlowCandidate } from '../flow/preview.js';
import type { ActiveFlow } from '../flow/select.js';
import type { FlowIssue } from '../flow/validate.js';
import type { Names } from '../flow/words.js';
import { Draft, type SettlementContext } from '../lead/draft.js';
import type { LeadState } from '../lead/state.js';
import { openOffer, pendingOf } from '../offers/offer.js';
import type { Score } from '../scoring/score.js';
import { settle } from '../settlement/settle.js';
import { describeNext, type NextInstant } from '../view/next.js';
import type { LeadStatus } from '../vocabulary/status.js';
import { happenings, type Happening } from './happenings.js';
import { isRead, issuesOf, readableDefinition, type Part, type ReadFlow } from './read-flow.js';
import { asksScore, routingUnknown } from './routing-known.js';

export const TRIAL_PARTS = ['match', 'duplicates', 'score', 'routing', 'clocks'] as const;
/** `RUNS`, or stands still from its start; `WAITS` for what starts it; `NOT_STARTED`: it could not be planned. */
export const TRIAL_CLOCK_STATES = ['RUNS', 'STANDS_STILL', 'WAITS', 'NOT_STARTED', 'UNTOLD'] as const;

/** What a trial could not tell, and the issue of the draft that keeps it from being told. */
interface Untold {
  part: (typeof TRIAL_PARTS)[number];
  /** Of `clocks`: which; null: all. */
  clockKey: string | null;
  issues: readonly FlowIssue[];
}

/** Whether the flow would take the lead. */
interface TrialMatch {
  takes: boolean;
  text: string;
  /** Which takes it instead; null: none does, or this one does. */
  otherFlowId: string | null;
  candidates: FlowCandidate[];
}

/** Who would get the lead, or be asked, and why nobody else. */
export interface TrialRouting {
  ownerId: string | null;
  teamId: string | null;
  /** How it is given; null: nobody could take it. */
  mode: 'AUTO' | 'OFFER' | 'BROADCAST' | null;
  askedUserIds: string[];
  /** Until when those who are asked can answer. */
  answerUntilMs: InstantMs | null;
  /** Who must agree before anybody gets it; null: nobody. What else is told then is who would get it now. */
  approval: { userIds: string[]; managers: boolean; untilMs: InstantMs; otherwise: ApprovalLapse } | null;
  text: string;
  candidates: CandidateVerdict[];
}

export interface TrialClock {
  key: string;
  name: string;
  state: (typeof TRIAL_CLOCK_STATES)[number];
  /** What it starts on; null: cannot be read. */
  starts: ClockStart | null;
  time: TimeKind | null;
  /** Of one that was started. */
  run: ClockState | null;
  /** Why it was not started. */
  why: string | null;
}

/** What a draft would make of a lead at its arrival. */
interface TrialResult {
  match: TrialMatch | null;
  /** Null: no lead of the same person is looked for, or there is none. */
  samePerson: { leadId: string; action: 'ATTACH' | 'LINK' } | null;
  score: Score | null;
  /** What becomes of it; null: cannot be told. */
  status: LeadStatus | null;
  routing: TrialRouting | null;
  clocks: TrialClock[];
  untold: Untold[];
}

interface TrialAsk {
  flow: { id: string; key: string; version: number };
  draft: ReadFlow;
  /** As it comes in: `RECEIVED`, at the context's instant. */
  lead: LeadState;
  /** With the active flows as they are; that of the draft is left out of account. */
  context: SettlementContext;
  /** Names for ids, for words. */
  names: Names;
}

/** What gives the lead to nobody else: for that nobody has to be asked who could take it. */
const TELLS_ONLY: ReadonlySet<NextInstant['what']> = new Set(['AT_RISK', 'BREACH', 'REMINDER', 'MANAGER_ALERT']);

/** Most things that are told of what follows. */
export const MOST_HAPPENINGS = 100;

/**
 * A lead that a draft is tried with: settled by the very functions by which a lead of the published flow would be, over
 * a state of its own that nobody stores.
 */
export class Trial {
  readonly result: TrialResult;
  /** What happened at the arrival and since: where nobody reacts. */
  readonly happened: Happening[] = [];
  private readonly lead: LeadState;
  /** Whether what follows can be told. */
  private goesOn = false;
  private clocksMade = 0;

  constructor(private readonly asked: TrialAsk) {
    const { flow, draft, context } = asked;
    const definition = readableDefinition(draft);
    const mine: ActiveFlow = { ...flow, definition };
    const scored = isRead(draft.scoring);
    // A clock whose target hangs on a score that is not known cannot be told.
    definition.clocks = definition.clocks.filter(
      ({ targets = [] }) => scored || !targets.some(({ when }) => asksScore(when)),
    );
    const match = this.match(mine);
    // Whatever would have taken it: what this flow makes of it is what is asked.
    this.lead = { ...structuredClone(asked.lead), endpointFlowId: flow.id };
    const settled = this.draftIn(context, [mine]);
    settle(settled, [], 'QUALIFIED');
    const { lead } = this;
    const untold: Untold[] = [];
    const cannot = (part: Untold['part'], why: readonly FlowIssue[]): void => {
      if (why.length > 0) untold.push({ part, clockKey: null, issues: why });
    };
    cannot('match', [...issuesOf(draft.match), ...issuesOf(draft.priority)]);
    cannot('duplicates', issuesOf(draft.duplicates));
    cannot('score', issuesOf(draft.scoring));

    let routing: TrialRouting | null = null;
    let unknown: readonly FlowIssue[] = [];
    if (lead.status === 'QUALIFIED') {
      unknown = routingUnknown(draft, settled.facts);
      if (unknown.length === 0) {
        settle(settled, [], 'ROUTED');
        if (this.lead.status === 'UNROUTED') unknown = issuesOf(draft.fallback);
      }
      cannot('routing', unknown);
      if (unknown.length > 0) {
        // Those of the customer count from the arrival, whoever gets the lead.
        settled.setLead({ status: 'UNROUTED', teamId: null });
        startClocks(settled);
      } else {
        routing = this.routing(settled);
        settle(settled, [], 'SETTLED');
        this.goesOn = isRead(draft.maxReassignments);
      }
    }
    this.happened.push(...happenings(settled, context.nowMs));
    this.result = {
      match,
      samePerson: this.samePerson(),
      score: scored && lead.score ? lead.score : null,
      status: unknown.length > 0 ? null : lead.status,
      routing,
      clocks: this.clocks(settled, unknown),
      untold: [
        ...untold,
        ...draft.clocks.flatMap(({ key, clock }): Untold[] =>
          isRead(clock) ? [] : [{ part: 'clocks', clockKey: key, issues: clock.issues }],
        ),
      ],
    };
  }

  /** What follows next, unless somebody reacts; null: nothing, or it cannot be told. */
  next(): { atMs: InstantMs; asksPeople: boolean } | null {
    if (!this.goesOn || this.happened.length >= MOST_HAPPENINGS) return null;
    const follows = describeNext(this.lead);
    const [first] = follows;
    if (!first) return null;
    const { atMs } = first;
    const gives = follows.some((one) => one.atMs === atMs && !TELLS_ONLY.has(one.what));
    return { atMs, asksPeople: gives || asksForPeople(this.lead.flow!.definition) };
  }

  /** Whether more follows than is told. */
  get isCut(): boolean {
    return this.goesOn && this.happened.length >= MOST_HAPPENINGS && describeNext(this.lead).length > 0;
  }

  /**
   * Lets the next instant pass.
   * @param context as things are at that instant, without this lead: nobody stores it
   */
  pass(context: SettlementContext): void {
    this.take(context);
    const settled = this.draftIn(context, []);
    settle(settled, []);
    const more = happenings(settled, context.nowMs);
    // Nothing that is due may be left: else it would be asked for ever.
    const [first] = describeNext(this.lead);
    if (first && first.atMs <= context.nowMs && more.length === 0) this.goesOn = false;
    this.happened.push(...more.slice(0, MOST_HAPPENINGS - this.happened.length));
  }

  /** Over instants and contexts each clock has an id of its own, and the person's leads are those at the arrival. */
  private draftIn(context: SettlementContext, activeFlows: ActiveFlow[]): Draft {
    const { samePerson } = this.asked.context;
    return new Draft(this.lead, {
      ...context,
      samePerson,
      activeFlows,
      newId: () => `trial-${(this.clocksMade += 1)}`,
    });
  }

  /** Counts this lead among what its people have, as rows would. */
  private take({ candidates }: SettlementContext): void {
    const offer = openOffer(this.lead);
    const { capacityWeight, ownerId, assignments, offers } = this.lead;
    for (const candidate of candidates ?? []) {
      const { userId } = candidate;
      if (userId === ownerId || (offer?.mode === 'OFFER' && pendingOf(offer).includes(userId)))
        candidate.load += capacityWeight;
      const given = assignments.filter((one) => one.ownerId === userId).map(({ assignedAtMs }) => assignedAtMs);
      candidate.recentlyAssignedAtMs.push(...given);
      const turns = offers.filter(({ mode, answers }) => mode === 'OFFER' && answers[0]?.userId === userId);
      const last = Math.max(...given, ...turns.map(({ offeredAtMs }) => offeredAtMs), candidate.lastAssignedAtMs ?? -1);
      if (last >= 0) candidate.lastAssignedAtMs = last;
    }
  }

  private match(mine: ActiveFlow): TrialMatch | null {
    const { draft, lead, context, names } = this.asked;
    if (!isRead(draft.match) || !isRead(draft.priority)) return null;
    const facts = new Draft(lead, context).facts;
    const others = context.activeFlows.filter(({ id }) => id !== mine.id);
    // The score is asked for by its own part.
    const unscored = { ...mine, definition: { ...mine.definition, scoring: { threshold: 0, rules: [] } } };
    const { flow, candidates } = previewFlow(facts, lead.endpointFlowId, [...others, unscored], names);
    const takes = flow?.id === mine.id;
    return {
      takes,
      text: candidates.find(({ flowId }) => flowId === mine.id)!.text,
      otherFlowId: takes ? null : (flow?.id ?? null),
      candidates,
    };
  }

  private samePerson(): TrialResult['samePerson'] {
    const { duplicateOfId, linkedToId } = this.lead;
    if (duplicateOfId !== null) return { leadId: duplicateOfId, action: 'ATTACH' };
    return linkedToId === null ? null : { leadId: linkedToId, action: 'LINK' };
  }

  private routing(settled: Draft): TrialRouting {
    const { lead } = this;
    const approval = openApproval(lead);
    if (approval)
      return {
        ownerId: null,
        teamId: approval.teamId,
        mode: null,
        askedUserIds: [],
        answerUntilMs: null,
        approval: {
          userIds: approval.askedUserIds,
          managers: approval.asksManagers,
          untilMs: approval.expiresAtMs,
          otherwise: approval.otherwise,
        },
        text: approval.explanationText,
        candidates: approval.explanation?.candidates ?? [],
      };
    const offer = openOffer(lead);
    if (offer)
      return {
        approval: null,
        ownerId: null,
        teamId: offer.teamId,
        mode: offer.mode,
        askedUserIds: pendingOf(offer),
        answerUntilMs: offer.expiresAtMs,
        text: offer.explanationText,
        candidates: offer.explanation?.candidates ?? [],
      };
    const { ownerId, teamId } = lead;
    const assignment = lead.assignments.at(-1);
    const nobody = settled.changes.audit.findLast(({ action }) => action === 'lead.unrouted')?.after;
    return {
      approval: null,
      ownerId,
      teamId,
      mode: ownerId === null ? null : 'AUTO',
      askedUserIds: [],
      answerUntilMs: null,
      text: assignment?.explanationText ?? lead.unroutedBecause ?? '',
      candidates:
        assignment?.explanation?.candidates ?? (nobody?.['candidates'] as CandidateVerdict[] | undefined) ?? [],
    };
  }

  private clocks(settled: Draft, routingUnknownBy: readonly FlowIssue[]): TrialClock[] {
    const { draft } = this.asked;
    const { lead } = this;
    const inFlow = new Set(readableKeys(settled));
    return draft.clocks.map(({ key, name, clock }): TrialClock => {
      const unread: TrialClock = { key, name, state: 'UNTOLD', starts: null, time: null, run: null, why: null };
      if (!isRead(clock)) return unread;
      const { starts, target } = clock.value;
      const told: TrialClock = { ...unread, key: clock.value.key, name: clock.value.name, starts, time: target.time };
      if (!inFlow.has(key)) return { ...told, state: 'UNTOLD', why: issueText(draft.scoring) };
      const run = lead.clocks.find((one) => one.key === key);
      const whoseUnknown = target.calendarOf === 'OWNER' || target.calendarOf === 'TEAM' || starts === 'ASSIGNED';
      if (routingUnknownBy.length > 0 && whoseUnknown) return { ...told, why: routingUnknownBy[0]!.message };
      if (run) return { ...told, state: run.status === 'PAUSED' ? 'STANDS_STILL' : 'RUNS', run: structuredClone(run) };
      const failed = settled.changes.workItems.find(
        ({ kind, details }) => kind === 'CLOCK_NOT_STARTED' && 'clockKey' in details && details.clockKey === key,
      );
      return failed ? { ...told, state: 'NOT_STARTED', why: failed.summary } : { ...told, state: 'WAITS' };
    });
  }
}

const readableKeys = ({ context: { activeFlows } }: Draft): string[] =>
  activeFlows.flatMap(({ definition }) => definition.clocks.map(({ key }) => key));

const issueText = (part: Part<unknown>): string | null => issuesOf(part)[0]?.message ?? null;
