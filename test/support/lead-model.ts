/**
 * The rules of a lead's clocks and ladders (docs/architecture.md, "Rules"), written down a second time as naively as
 * possible: time is counted minute by minute, nothing is planned ahead. It shares no code with the engine.
 */

type Kind = 'CALL_LOGGED' | 'EMAIL_SENT';
export type ModelStatus = 'PENDING_APPROVAL' | 'UNQUALIFIED' | 'UNROUTED' | 'ASSIGNED' | 'CONTACTED' | 'CLOSED';
type Action = 'REMINDER' | 'REASSIGN' | 'MANAGER_ALERT' | 'ALERT_TEAM';

export interface ModelStep {
  key: string;
  /** Quarters of the target, or minutes from the deadline. */
  at: { quarters: number } | { offset: number };
  action: Action;
  repeat: { every: number; times: number } | null;
}

export interface ModelClock {
  key: string;
  starts: 'RECEIVED' | 'QUALIFIED' | 'ASSIGNED' | 'CONTACTED' | { afterMet: string };
  /** Minutes, a multiple of four. */
  target: number;
  atRiskQuarters: 1 | 2 | 3 | null;
  proofs: Kind[];
  restart: boolean;
  recurring: boolean;
  /** Statuses of the lead. */
  pauseIn: ModelStatus[];
  ladder: ModelStep[];
}

export type ModelEvent = { id: string; at: number } & (
  | { type: 'PROOF'; kind: Kind; occurred: number }
  | { type: 'PAUSE'; until: number | null }
  | { type: 'RESUME' | 'CLOSE' | 'APPROVE' | 'DECLINE_APPROVAL' }
  | { type: 'ASSIGN'; rep: string }
);

export interface Scenario {
  clocks: ModelClock[];
  /** In the order in which routing prefers them. */
  reps: string[];
  maxReassignments: number;
  /** Whether the rule asks first, and for how many minutes. There is no fallback. */
  approval: { within: number; otherwise: 'ROUTE' | 'FALLBACK' | 'UNQUALIFIED' | 'UNROUTED' } | null;
  /** Minutes since the lead was received. */
  events: ModelEvent[];
  settlements: number[];
}

interface Running {
  definition: ModelClock;
  cycle: number;
  start: number;
  /** The contact after which it waits for another one. */
  after: number;
  pauses: { from: number; to: number | null }[];
  met: number | null;
  breached: boolean;
  corrected: boolean;
  cancelled: boolean;
  superseded: boolean;
  atRiskSeen: boolean;
}

interface Fired {
  clock: Running;
  key: string;
  step: string;
  action: Action;
  due: number;
  fired: number;
  overtaken: boolean;
  compensated: boolean;
}

/** What can be compared, in minutes since the lead was received. */
export interface Outcome {
  status: string;
  owner: string | null;
  owners: string[];
  reassignments: number;
  nextDue: number | null;
  clocks: {
    key: string;
    cycle: number;
    status: string;
    start: number;
    deadline: number | null;
    met: number | null;
    everBreached: boolean;
    corrected: boolean;
    superseded: boolean;
    atRiskSeen: boolean;
  }[];
  escalations: Omit<Fired, 'clock' | 'step'>[];
}

interface Due {
  at: number;
  clock: Running;
  what: 'AT_RISK' | 'BREACH' | ModelStep;
}

export class LeadModel {
  private settledUntil = -1;
  private paused: number | null = null;
  private pausedUntil: number | null = null;
  private closed = false;
  private contacted = false;
  /** The last minute in which the approval that it waits for can be given. */
  private approvableUntil: number | null = null;
  /** No machine may give it away before a person has. */
  private held = false;
  private unqualified = false;
  /** It went past the rule, and nobody else is named. */
  private lapsedToFallback = false;
  private owners: string[] = [];
  private ownedSince = 0;
  private reassignments = 0;
  private readonly clocks: Running[] = [];
  private readonly fired: Fired[] = [];

  constructor(
    private readonly leadId: string,
    private readonly scenario: Scenario,
  ) {}

  /** The machine looks at the lead now, and hears of everything that came in since it looked before. */
  settle(now: number): Outcome {
    const { events, reps, clocks } = this.scenario;
    const first = this.settledUntil < 0;
    const heard = events
      .filter(({ at }) => at > this.settledUntil && at <= now)
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    if (first) {
      if (this.scenario.approval !== null) {
        this.approvableUntil = now + this.scenario.approval.within;
        this.held = true;
      } else if (reps[0] !== undefined) this.assign(reps[0], now);
      for (const definition of clocks)
        if (definition.starts === 'RECEIVED' || definition.starts === 'QUALIFIED') this.start(definition, 1, 0);
    }
    for (let minute = this.settledUntil + 1; minute <= now; minute += 1) {
      while (heard[0]?.at === minute) {
        this.act(minute - 1, now, heard);
        const event = heard.shift()!;
        this.hear(event, now);
        this.standOrRun(event.at);
      }
      this.act(minute, now, heard);
    }
    this.settledUntil = now;
    return this.outcome();
  }

  private get owner(): string | null {
    return this.owners.at(-1) ?? null;
  }

  private get pauseEnd(): number | null {
    return this.ended || this.paused === null ? null : this.pausedUntil;
  }

  /** Everything that is due until a minute, the earliest first. */
  private act(until: number, now: number, stillToHear: ModelEvent[]): void {
    for (;;) {
      const due = this.dues()[0];
      const end = this.pauseEnd;
      const lapse = this.approvableUntil;
      if (end !== null && end <= Math.min(due?.at ?? Infinity, lapse ?? Infinity)) {
        if (end > until) return;
        this.paused = null;
        this.pausedUntil = null;
        this.standOrRun(end);
        continue;
      }
      if (lapse !== null && lapse < (due?.at ?? Infinity)) {
        if (lapse > until) return;
        this.lapse(now);
        this.standOrRun(now);
        continue;
      }
      if (!due || due.at > until) return;
      const { clock, what } = due;
      if (what === 'AT_RISK') clock.atRiskSeen = true;
      else if (what === 'BREACH') clock.breached = true;
      else {
        this.fire(clock, what, due.at, now, stillToHear);
        this.standOrRun(now);
      }
    }
  }

  /** Each clock stands still exactly while the lead is paused, or in a status of the clock's list. */
  private standOrRun(at: number): void {
    for (const clock of this.clocks) {
      const status = statusOf(clock);
      const stands = this.paused !== null || clock.definition.pauseIn.includes(this.status);
      const last = clock.pauses.at(-1);
      if (status === 'PAUSED' && !stands) last!.to = Math.max(at, last!.from);
      // Time that is used up when the pause begins cannot stand still any more.
      else if (status === 'RUNNING' && stands && reach(clock, clock.definition.target)! > at)
        clock.pauses.push({ from: Math.max(at, last?.to ?? at), to: null });
    }
  }

  private get status(): ModelStatus {
    if (this.closed) return 'CLOSED';
    if (this.unqualified) return 'UNQUALIFIED';
    if (this.contacted) return 'CONTACTED';
    if (this.owner !== null) return 'ASSIGNED';
    return this.approvableUntil === null ? 'UNROUTED' : 'PENDING_APPROVAL';
  }

  private get ended(): boolean {
    return this.closed || this.unqualified;
  }

  /** Nobody decided in time. */
  private lapse(now: number): void {
    const { otherwise } = this.scenario.approval!;
    this.approvableUntil = null;
    if (otherwise === 'ROUTE') this.letThrough(now);
    else if (otherwise === 'FALLBACK') {
      this.held = false;
      this.lapsedToFallback = true;
    } else if (otherwise === 'UNQUALIFIED') this.end();
    // Else it stays held: a person must give it away.
  }

  private letThrough(now: number): void {
    this.approvableUntil = null;
    this.held = false;
    const [best] = this.scenario.reps;
    if (best !== undefined) this.assign(best, now);
  }

  private end(): void {
    for (const clock of this.clocks) if (['RUNNING', 'PAUSED'].includes(statusOf(clock))) clock.cancelled = true;
    this.approvableUntil = null;
    this.unqualified = true;
  }

  private fire(clock: Running, step: ModelStep, due: number, now: number, stillToHear: ModelEvent[]): void {
    // The machine was busy, and meanwhile the customer was reached, or the lead was closed.
    const overtaken = stillToHear.some(
      (event) => event.type === 'CLOSE' || (event.type === 'PROOF' && concerns(event, clock)),
    );
    const { key, cycle } = { key: clock.definition.key, cycle: clock.cycle };
    const escalation: Fired = {
      clock,
      key: `${this.leadId}:${key}:${cycle}:${step.key}:${this.times(clock, step)}`,
      step: step.key,
      action: step.action,
      due,
      fired: now,
      overtaken,
      compensated: false,
    };
    this.fired.push(escalation);
    if (overtaken || step.action !== 'REASSIGN') return;
    const left = this.lapsedToFallback ? [] : this.scenario.reps;
    const next = left.find((rep) => !this.owners.includes(rep));
    const mayNot = this.owner !== null && this.reassignments >= this.scenario.maxReassignments;
    if (this.held || mayNot || next === undefined) {
      escalation.action = 'MANAGER_ALERT';
      return;
    }
    if (this.owner !== null) this.reassignments += 1;
    this.assign(next, now);
  }

  private hear(event: ModelEvent, now: number): void {
    if (event.type === 'PROOF') return this.prove(event);
    if (this.ended) return;
    switch (event.type) {
      case 'ASSIGN':
        // Since it was asked for, but not before the assignment that it ends.
        if (this.owner !== event.rep) this.assign(event.rep, Math.max(event.at, this.ownedSince));
        return;
      case 'PAUSE':
        // Paused again, it has another end; but no end that is past.
        if (event.until !== null && event.until <= event.at) return;
        this.paused ??= event.at;
        this.pausedUntil = event.until;
        return;
      case 'RESUME':
        this.paused = null;
        this.pausedUntil = null;
        return;
      case 'CLOSE':
        for (const clock of this.clocks) if (['RUNNING', 'PAUSED'].includes(statusOf(clock))) clock.cancelled = true;
        this.approvableUntil = null;
        this.closed = true;
        return;
      case 'APPROVE':
        if (this.approvableUntil !== null && event.at <= this.approvableUntil) this.letThrough(now);
        return;
      case 'DECLINE_APPROVAL':
        if (this.approvableUntil !== null && event.at <= this.approvableUntil) this.end();
    }
  }

  private prove(proof: ModelEvent & { type: 'PROOF' }): void {
    if (this.isFirstContact(proof)) {
      this.contacted = true;
      // The person was reached: nobody is asked any more.
      if (this.approvableUntil !== null) this.held = false;
      this.approvableUntil = null;
    }
    const occurred = happened(proof);
    const changed: Running[] = [];
    const recurring: Running[] = [];
    for (const clock of this.clocks.filter((one) => concerns(proof, one))) {
      const met = Math.max(clock.start, occurred);
      if (clock.met !== null && clock.met <= met) continue;
      if (clock.met === null && clock.definition.recurring && this.latest(clock.definition) === clock)
        recurring.push(clock);
      clock.met = met;
      changed.push(clock);
      if (!clock.breached || clock.corrected || met > reach(clock, clock.definition.target)!) continue;
      clock.corrected = true;
      for (const one of this.fired)
        if (one.clock === clock && !one.overtaken && one.fired > occurred) one.compensated = true;
    }
    if (this.ended) return;
    for (const definition of this.scenario.clocks) {
      const { starts } = definition;
      const begins =
        typeof starts === 'object'
          ? changed.find((clock) => clock.definition.key === starts.afterMet)?.met
          : starts === 'CONTACTED' && this.contacted
            ? occurred
            : undefined;
      if (begins !== undefined && begins !== null && !this.latest(definition))
        this.start(definition, 1, begins, begins);
    }
    for (const { definition, cycle, met } of recurring) this.start(definition, cycle + 1, met!, met!);
  }

  /** A promise to reach the person takes it; or nobody promised that, or will with the first owner. */
  private isFirstContact(proof: ModelEvent & { type: 'PROOF' }): boolean {
    const promises = this.scenario.clocks.filter(({ starts }) =>
      ['RECEIVED', 'QUALIFIED', 'ASSIGNED'].includes(starts as string),
    );
    const toCome = promises.some(({ starts }) => starts === 'ASSIGNED' && this.owner === null);
    const promised = this.clocks.filter((clock) => promises.includes(clock.definition) && !clock.cancelled);
    return promised.some((clock) => concerns(proof, clock)) || (promised.length === 0 && !toCome);
  }

  private latest(definition: ModelClock): Running | undefined {
    return this.clocks.filter((clock) => clock.definition === definition).at(-1);
  }

  private assign(rep: string, at: number): void {
    const hadOwner = this.owner !== null;
    this.approvableUntil = null;
    this.held = false;
    this.owners.push(rep);
    this.ownedSince = at;
    for (const definition of this.scenario.clocks) {
      const latest = this.latest(definition);
      if (!hadOwner || !definition.restart || !latest || latest.met !== null || latest.cancelled) continue;
      if (!latest.breached) latest.cancelled = true;
      latest.superseded = true;
      const { starts, recurring } = definition;
      const byContact = typeof starts === 'object' || starts === 'CONTACTED';
      this.start(definition, latest.cycle + 1, at, byContact ? at : recurring ? latest.after : -Infinity);
    }
    for (const definition of this.scenario.clocks)
      if (definition.starts === 'ASSIGNED' && !this.latest(definition)) this.start(definition, 1, at);
  }

  private start(definition: ModelClock, cycle: number, start: number, after = -Infinity): void {
    const clock: Running = {
      definition,
      cycle,
      start,
      after,
      pauses: [],
      met: null,
      breached: false,
      corrected: false,
      cancelled: false,
      superseded: false,
      atRiskSeen: false,
    };
    const since = definition.pauseIn.includes(this.status) ? start : this.paused;
    if (since !== null && reach(clock, definition.target)! > since) clock.pauses.push({ from: since, to: null });
    this.clocks.push(clock);
  }

  private times(clock: Running, step: ModelStep): number {
    return this.fired.filter((one) => one.clock === clock && one.step === step.key).length;
  }

  /** In the order in which they happen; at one instant at-risk, then breaches, then steps, by clock and by ladder. */
  private dues(): Due[] {
    const dues: Due[] = [];
    const add = (at: number | null, clock: Running, what: Due['what']) => {
      if (at !== null) dues.push({ at, clock, what });
    };
    for (const clock of this.ended ? [] : this.clocks) {
      const { target, atRiskQuarters, ladder } = clock.definition;
      const status = statusOf(clock);
      if (clock.superseded || clock.met !== null || (status !== 'RUNNING' && status !== 'BREACHED')) continue;
      const deadline = reach(clock, target);
      if (status === 'RUNNING') {
        if (atRiskQuarters && !clock.atRiskSeen) add(reach(clock, (target / 4) * atRiskQuarters), clock, 'AT_RISK');
        add(deadline, clock, 'BREACH');
      }
      for (const step of ladder) {
        const times = this.times(clock, step);
        if (times > (step.repeat?.times ?? 0)) continue;
        const firstAt =
          'quarters' in step.at ? reach(clock, (target / 4) * step.at.quarters) : deadline! + step.at.offset;
        if (firstAt !== null) add(firstAt + times * (step.repeat?.every ?? 0), clock, step);
      }
    }
    const rank = ({ what }: Due) => (what === 'AT_RISK' ? 0 : what === 'BREACH' ? 1 : 2);
    return dues.sort(
      (a, b) =>
        a.at - b.at ||
        rank(a) - rank(b) ||
        a.clock.definition.key.localeCompare(b.clock.definition.key) ||
        a.clock.cycle - b.clock.cycle,
    );
  }

  private outcome(): Outcome {
    return {
      status: this.status,
      owner: this.owner,
      owners: [...this.owners],
      reassignments: this.reassignments,
      nextDue: first(first(this.dues()[0]?.at ?? null, this.pauseEnd), this.approvableUntil),
      clocks: this.clocks.map((clock) => ({
        key: clock.definition.key,
        cycle: clock.cycle,
        status: statusOf(clock),
        start: clock.start,
        deadline: reach(clock, clock.definition.target),
        met: clock.met,
        everBreached: clock.breached,
        corrected: clock.corrected,
        superseded: clock.superseded,
        atRiskSeen: clock.atRiskSeen,
      })),
      escalations: this.fired.map(({ clock: _clock, step: _step, ...rest }) => rest),
    };
  }
}

const first = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/** The minute in which so many minutes have been counted; null: not while it stands still. */
function reach(clock: Running, minutes: number): number | null {
  let counted = 0;
  for (let minute = clock.start; ; minute += 1) {
    if (counted === minutes) return minute;
    const pause = clock.pauses.find(({ from, to }) => from <= minute && (to === null || minute < to));
    if (pause?.to === null) return null;
    if (!pause) counted += 1;
  }
}

function statusOf(clock: Running): string {
  if (clock.cancelled) return 'CANCELLED';
  if (clock.breached && !clock.corrected) return 'BREACHED';
  if (clock.met !== null) return 'MET';
  return clock.pauses.at(-1)?.to === null ? 'PAUSED' : 'RUNNING';
}

/** When a contact counts as made: not after it was heard of, and not before the lead was there, at minute 0. */
export const happened = ({ occurred, at }: ModelEvent & { type: 'PROOF' }): number =>
  Math.max(0, Math.min(occurred, at));

/** Whether a proof is about a clock: of an accepted kind, and where a contact started it a later contact. */
function concerns(proof: ModelEvent & { type: 'PROOF' }, clock: Running): boolean {
  if (clock.cancelled || !clock.definition.proofs.includes(proof.kind)) return false;
  return happened(proof) > clock.after;
}
