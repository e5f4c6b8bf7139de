import type { UserStatus } from '../../platform/people/user-status.js';
import type { LeadWorkItemKind, WorkItemDetails } from '../vocabulary/work-items.js';
import type { LeadAuditAction } from '../audit/actions.js';
import type { LeadFacts } from '../flow/facts.js';
import { inOneLine, LONGEST_NAME } from '../../platform/text/one-line.js';
import type { Channel } from '../../platform/notices/channels.js';
import type { ActiveFlow } from '../flow/select.js';
import type { Candidate, RoutingTeam } from '../../engine/routing/types.js';
import type { Calendar } from '../../engine/calendars/calendar.js';
import type { Interval } from '../../engine/calendars/types.js';
import { firingsOf } from '../../engine/sla/ladder.js';
import type { InstantMs } from '../../engine/time/instant.js';
import type { ApprovalState, AssignmentState, EscalationState, LeadState, OfferState } from './state.js';
import { SYSTEM, type Actor } from '../../platform/audit/actor.js';
import type { ClockState } from '../../engine/sla/clock.js';
import type { NoticeKind } from '../vocabulary/notices.js';

/** A lead of the same person, as of now. */
export type EarlierLead = Pick<LeadState, 'id' | 'ownerId' | 'status' | 'receivedAtMs'>;
/** A person as ladders ask for them. */
export interface Person {
  status: UserStatus;
  calendarId: string | null;
  /** Active, within own working hours and not on time off; without a calendar at any hour. */
  atWork: boolean;
}

export interface People {
  /** All people of the org by id, as of now. */
  users: ReadonlyMap<string, Person>;
  /** Calendars of the teams that have one, by team. */
  teamCalendarIds: ReadonlyMap<string, string>;
}

/** What a settlement knows besides the lead itself. */
export interface SettlementContext {
  /** The instant of this settlement. */
  nowMs: InstantMs;
  /** Makes the id of a new clock. */
  newId: () => string;
  /** The org's active flows; asked when a lead is qualified. */
  activeFlows: ActiveFlow[];
  /** By id; null: not loaded, because most settlements need none. */
  calendars: ReadonlyMap<string, Calendar> | null;
  /** Whose calendars count and who is at work; null: not loaded, because most flows do not ask. */
  people: People | null;
  /**
   * The people of the lead's teams, as of now; asked when a lead is routed. Shared by all leads of one settlement:
   * each assignment is counted in it at once, so that a herd is spread and not piled on the first rep.
   * Null: not loaded, because most settlements need none.
   */
  candidates: Candidate[] | null;
  /** The teams that the routing names, by id, loaded with the candidates: one that is not here is gone. */
  routingTeams?: ReadonlyMap<string, RoutingTeam> | null;
  /**
   * By a lead's id: the leads of the same person that came before it, newest first; a lead without any is not in it.
   * Asked where duplicates are looked for and where a person's earlier owner counts. Null: not loaded.
   */
  samePerson: ReadonlyMap<string, EarlierLead[]> | null;
  /** Names for words in notices; an unknown user is named by id. */
  nameOf: (userId: string) => string;
}

/** The settlement turned out to need what was not loaded: load it, and settle the leads again from their rows. */
export class ContextNeeded extends Error {
  override name = 'ContextNeeded';
}

/** What a settlement asks its context for, or `ContextNeeded`. */
export function needed<T>(value: T | null): T {
  if (value === null) throw new ContextNeeded();
  return value;
}

export interface AuditEffect {
  actor: Actor;
  action: LeadAuditAction;
  entityType: string;
  entityId: string;
  /** Another lead whose timeline shows it; null: this one. */
  leadId: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

export interface NoticeEffect {
  kind: NoticeKind;
  /** A user, or null for the managers of the team (of the org, where the team has none). */
  userId: string | null;
  /** With `userId` null: each active member of the team, and the managers where it has none. */
  team?: true;
  teamId: string | null;
  /** The lead that it is about; left out: this one. */
  leadId?: string | undefined;
  /** By each of them it is delivered once. */
  channels: readonly Channel[];
  subject: string;
  text: string;
  /** The same cause tells a person once. */
  dedupeKey: string;
}

export interface WorkItemEffect {
  kind: LeadWorkItemKind;
  summary: string;
  details: WorkItemDetails;
  /** One cause has one open item: while it is open, it is not asked again. */
  cause: string;
}

/** What a settlement wants written, all of it in one transaction. */
export interface Changes {
  leadChanged: boolean;
  /** Instants that were due and were settled: such a decision must not have missed a proof. */
  passed: InstantMs[];
  newClocks: Set<ClockState>;
  /** Clocks that were there before and changed. */
  clocks: Set<ClockState>;
  escalations: EscalationState[];
  compensated: EscalationState[];
  acknowledged: Set<EscalationState>;
  /** New and changed offers, with all their answers. */
  offers: Set<OfferState>;
  /** New and changed approvals. */
  approvals: Set<ApprovalState>;
  /** Who said, declining an offer, until when they have no time. */
  busy: { userId: string; untilMs: InstantMs }[];
  assignments: Set<AssignmentState>;
  audit: AuditEffect[];
  notices: NoticeEffect[];
  workItems: WorkItemEffect[];
  /** Open items whose cause is gone, and what it was that took it away, in words. */
  closedWorkItems: { id: string; why: string }[];
  proofs: { id: string; clockKeys: string[] }[];
  commands: { id: string; refusal: string | null }[];
}

/** A lead in the course of one settlement: the state as it becomes, and the record of what changed. */
export class Draft {
  readonly changes: Changes = {
    leadChanged: false,
    passed: [],
    newClocks: new Set(),
    clocks: new Set(),
    escalations: [],
    compensated: [],
    acknowledged: new Set(),
    offers: new Set(),
    approvals: new Set(),
    busy: [],
    assignments: new Set(),
    audit: [],
    notices: [],
    workItems: [],
    closedWorkItems: [],
    proofs: [],
    commands: [],
  };

  /** Whether its person had been reached before this settlement. */
  readonly wasContacted: boolean;
  /** Whether nothing had been decided about it before. */
  readonly wasReceived: boolean;
  /** Stretches of a suspended org that the lead is given back in this settlement: what starts in it counts without them. */
  standstills: readonly Interval[] = [];

  constructor(
    readonly lead: LeadState,
    readonly context: SettlementContext,
  ) {
    this.wasContacted = lead.contactedAtMs !== null;
    this.wasReceived = lead.status === 'RECEIVED';
  }

  get nowMs(): InstantMs {
    return this.context.nowMs;
  }

  /** Those that conditions may ask for, one by one: a whole lead is large, and is asked many times. */
  get facts(): LeadFacts {
    const { lead } = this;
    return {
      source: lead.source,
      endpointId: lead.endpointId,
      email: lead.email,
      phone: lead.phone,
      language: lead.language,
      country: lead.country,
      tags: lead.tags,
      attributes: lead.attributes,
      consents: lead.consents,
      receivedAtMs: lead.receivedAtMs,
      status: lead.status,
      ownerId: lead.ownerId,
      score: lead.score?.value ?? null,
      locale: lead.locale,
      isOpen: this.isOpen,
    };
  }

  private readonly isOpen = (calendarId: string, atMs: InstantMs): boolean =>
    needed(this.context.calendars).get(calendarId)?.isOpen(atMs) ?? false;

  /** Whether anything at all is to be written. */
  get isDirty(): boolean {
    const { leadChanged, audit, proofs, commands, clocks, closedWorkItems } = this.changes;
    return (
      leadChanged ||
      audit.length > 0 ||
      proofs.length > 0 ||
      commands.length > 0 ||
      clocks.size > 0 ||
      closedWorkItems.length > 0
    );
  }

  setLead(change: Partial<LeadState>): void {
    Object.assign(this.lead, change);
    this.changes.leadChanged = true;
  }

  addClock(clock: ClockState): void {
    this.lead.clocks.push(clock);
    this.changes.newClocks.add(clock);
  }

  setClock(clock: ClockState, change: Partial<ClockState>): void {
    Object.assign(clock, change);
    if (!this.changes.newClocks.has(clock)) this.changes.clocks.add(clock);
  }

  addEscalation(escalation: EscalationState): void {
    this.lead.escalations.push(escalation);
    this.changes.escalations.push(escalation);
  }

  firings(clock: ClockState) {
    return firingsOf(this.lead.escalations, clock);
  }

  /** Records an event of the lead; its clocks and escalations too are told as the lead's, so that it has one timeline. */
  tell(
    action: LeadAuditAction,
    after: Record<string, unknown>,
    actor: Actor = SYSTEM,
    before: Record<string, unknown> | null = null,
  ) {
    this.changes.audit.push({ actor, action, entityType: 'lead', entityId: this.lead.id, leadId: null, before, after });
  }

  notify(notice: Omit<NoticeEffect, 'teamId'>): void {
    this.changes.notices.push({ ...notice, teamId: this.lead.teamId });
  }

  /** Asks for a person, unless somebody is asked for the same cause already. */
  askPerson(item: WorkItemEffect): void {
    const open = [...this.lead.workItems, ...this.changes.workItems];
    // One without a cause is of a version that knew none: its kind tells enough.
    const isAsked = open.some(({ kind, cause }) => cause === item.cause || (cause === null && kind === item.kind));
    if (!isAsked) this.changes.workItems.push(item);
  }

  /** «Ana Pop (facebook)», for words in notices. */
  get leadName(): string {
    const { name, source } = this.lead;
    return `${inOneLine(name ?? 'A lead', LONGEST_NAME)} (${inOneLine(source, LONGEST_NAME)})`;
  }
}

export const iso = (instant: InstantMs | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();
