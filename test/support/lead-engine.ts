import type { FlowDefinition } from '../../domain/leads/flow/definition.js';
import { Draft, type SettlementContext } from '../../domain/leads/lead/draft.js';
import { settle, type Goal } from '../../domain/leads/settlement/settle.js';
import type { LeadInput, LeadState } from '../../domain/leads/lead/state.js';
import { viewOf } from '../../domain/leads/view/view.js';
import type { Candidate } from '../../domain/engine/routing/types.js';
import type { ModelClock, ModelEvent, Outcome, Scenario } from './lead-model.js';

export const MINUTE = 60_000;
/** When every lead of these tests is received. */
export const RECEIVED = Date.UTC(2026, 2, 2, 9);
export const LEAD_ID = 'lead-1';

export function newLead(change: Partial<LeadState> = {}): LeadState {
  return {
    orgId: 'org-1',
    timeZone: 'UTC',
    id: LEAD_ID,
    name: 'Ana Pop',
    source: 'web',
    endpointId: null,
    endpointFlowId: null,
    locale: 'en',
    email: 'ana@example.com',
    phone: null,
    phoneExtension: null,
    language: null,
    country: null,
    tags: [],
    attributes: {},
    consents: {},
    receivedAtMs: RECEIVED,
    status: 'RECEIVED',
    outcome: null,
    flow: null,
    score: null,
    teamId: null,
    unroutedBecause: null,
    ownerId: null,
    ownerName: null,
    inactiveOwnerId: null,
    assignedAtMs: null,
    contactedAtMs: null,
    pausedAtMs: null,
    pausedUntilMs: null,
    closedAtMs: null,
    reopenedAtMs: null,
    reassignments: 0,
    capacityWeight: 1,
    duplicateOfId: null,
    linkedToId: null,
    clocksStarted: false,
    traceId: null,
    clocks: [],
    escalations: [],
    assignments: [],
    offers: [],
    approvals: [],
    workItems: [],
    ...change,
  };
}

export function newCandidate(userId: string, change: Partial<Candidate> = {}): Candidate {
  return {
    userId,
    name: userId,
    status: 'ACTIVE',
    teamIds: ['team-1'],
    skills: {},
    languages: [],
    territories: [],
    atWork: true,
    shiftLeftMs: null,
    timeOff: null,
    busyUntilMs: null,
    backAtMs: null,
    capacity: 100,
    load: 0,
    lastAssignedAtMs: null,
    recentlyAssignedAtMs: [],
    ...change,
  };
}

export function newFlow(change: Partial<FlowDefinition> = {}): FlowDefinition {
  return {
    priority: 1,
    match: { all: [] },
    scoring: { threshold: 0, rules: [{ when: { all: [] }, points: 1, reason: 'every lead' }] },
    routing: { rules: [{ when: { all: [] }, teamId: 'team-1', strategy: 'BALANCED' }], maxReassignments: 2 },
    clocks: [],
    ...change,
  };
}

/** One lead in memory, settled as the database settles it: the state goes out as JSON and comes back in its order. */
export class EngineLead {
  private made = 0;
  lead: LeadState;

  constructor(
    private readonly definition: FlowDefinition,
    private readonly candidates: Candidate[],
    change: Partial<LeadState> = {},
  ) {
    this.lead = newLead(change);
  }

  settle(
    nowMs: number,
    inputs: LeadInput[] = [],
    goal: Goal = 'SETTLED',
    change: Partial<SettlementContext> = {},
  ): Draft {
    const stored = JSON.parse(JSON.stringify(this.lead)) as LeadState;
    stored.clocks.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.cycle - b.cycle));
    const draft = new Draft(stored, {
      nowMs,
      newId: () => `clock-${(this.made += 1)}`,
      activeFlows: [{ id: 'flow-1', key: 'main', version: 1, definition: this.definition }],
      calendars: new Map(),
      people: { users: new Map(), teamCalendarIds: new Map() },
      candidates: structuredClone(this.candidates),
      samePerson: new Map(),
      nameOf: (userId) => userId,
      ...change,
    });
    settle(draft, inputs, goal);
    this.lead = draft.lead;
    return draft;
  }
}

const duration = (minutes: number): string => `${minutes < 0 ? '-' : ''}PT${Math.abs(minutes)}M`;

const clockOf = (clock: ModelClock): FlowDefinition['clocks'][number] => ({
  key: clock.key,
  name: clock.key,
  starts: clock.starts,
  target: { duration: duration(clock.target), time: 'ELAPSED' },
  ...(clock.atRiskQuarters === null ? {} : { atRisk: clock.atRiskQuarters / 4 }),
  proofs: clock.proofs,
  restartOnReassign: clock.restart,
  recurring: clock.recurring,
  pauseIn: clock.pauseIn,
  ladder: clock.ladder.map(({ key, at, action, repeat }) => ({
    key,
    at: 'quarters' in at ? { share: at.quarters / 4 } : { offset: duration(at.offset) },
    action,
    ...(repeat === null ? {} : { repeat: { every: duration(repeat.every), times: repeat.times } }),
  })),
});

const atMs = (minute: number): number => RECEIVED + minute * MINUTE;

export function inputOf(event: ModelEvent): LeadInput {
  const base = { id: event.id, receivedAtMs: atMs(event.at), actor: { type: 'system', id: null } as const };
  switch (event.type) {
    case 'PROOF':
      return { ...base, type: 'PROOF', kind: event.kind, occurredAtMs: atMs(event.occurred) };
    case 'ASSIGN':
      return { ...base, type: 'COMMAND', request: { kind: 'ASSIGN', ownerId: event.rep } };
    case 'CLOSE':
      return { ...base, type: 'COMMAND', request: { kind: 'CLOSE', outcome: 'WON' } };
    case 'PAUSE':
      return {
        ...base,
        type: 'COMMAND',
        request: { kind: 'PAUSE', ...(event.until !== null && { untilMs: atMs(event.until) }) },
      };
    case 'APPROVE':
      return { ...base, type: 'COMMAND', request: { kind: 'APPROVE', sequence: 1 } };
    case 'DECLINE_APPROVAL':
      return { ...base, type: 'COMMAND', request: { kind: 'DECLINE_APPROVAL', sequence: 1, reason: 'no' } };
    case 'RESUME':
      return { ...base, type: 'COMMAND', request: { kind: event.type } };
  }
}

/** A scenario of the model, run by the engine. */
export class EngineRun {
  private readonly engine: EngineLead;
  private heardUntil = -1;

  constructor(private readonly scenario: Scenario) {
    const flow = newFlow({ clocks: scenario.clocks.map(clockOf) });
    flow.routing.maxReassignments = scenario.maxReassignments;
    if (scenario.approval !== null) {
      const { within, otherwise } = scenario.approval;
      flow.routing.rules[0]!.approval = { by: 'manager', within: duration(within), otherwise };
    }
    // The first rep is always the one with most free capacity.
    const reps = scenario.reps.map((rep, index) => newCandidate(rep, { capacity: 1_000 - 100 * index }));
    this.engine = new EngineLead(flow, reps);
  }

  get lead(): LeadState {
    return this.engine.lead;
  }

  /** @param order how the inputs are handed over; their time must decide, not this */
  settle(minute: number, order: (inputs: LeadInput[]) => LeadInput[] = (inputs) => inputs): Draft {
    const heard = this.scenario.events.filter(({ at }) => at > this.heardUntil && at <= minute);
    this.heardUntil = Math.max(this.heardUntil, minute);
    return this.hand(minute, order(heard.map(inputOf)));
  }

  /** Settles with events of the caller's choice. */
  hand(minute: number, inputs: LeadInput[]): Draft {
    return this.engine.settle(atMs(minute), inputs);
  }

  outcome(): Outcome {
    const { lead } = this.engine;
    const minutes = (ms: number | null): number | null => (ms === null ? null : (ms - RECEIVED) / MINUTE);
    return {
      status: lead.status,
      owner: lead.ownerId,
      owners: lead.assignments.map(({ ownerId }) => ownerId),
      reassignments: lead.reassignments,
      nextDue: minutes(viewOf(lead, (id) => id).nextDueAtMs),
      clocks: lead.clocks.map((clock) => ({
        key: clock.key,
        cycle: clock.cycle,
        status: clock.status,
        start: minutes(clock.startedAtMs)!,
        deadline: minutes(clock.deadlineAtMs),
        met: minutes(clock.metAtMs),
        everBreached: clock.breachedAtMs !== null,
        corrected: clock.correctedAtMs !== null,
        superseded: clock.supersededAtMs !== null,
        atRiskSeen: clock.atRiskSeenAtMs !== null,
      })),
      escalations: lead.escalations.map((one) => ({
        key: one.key,
        action: one.action,
        due: minutes(one.dueAtMs)!,
        fired: minutes(one.firedAtMs)!,
        overtaken: one.overtaken,
        compensated: one.compensatedAtMs !== null,
      })),
    };
  }
}
