import type { ClockDefinition, LadderStep } from '../../domain/leads/flow/definition.js';
import type { ProofKind } from '../../domain/leads/vocabulary/proofs.js';
import type { Person } from '../../domain/leads/lead/draft.js';
import type { CommandRequest, LeadInput } from '../../domain/leads/lead/state.js';
import { compileCalendar, type Calendar } from '../../domain/engine/calendars/calendar.js';
import type { Weekday } from '../../domain/engine/calendars/types.js';
import { MINUTE, RECEIVED } from './lead-engine.js';

/** Epoch milliseconds of a minute since the lead was received, which is Monday 2 March 2026, 09:00 UTC. */
export const at = (minute: number): number => RECEIVED + minute * MINUTE;

const system = { type: 'system', id: null } as const;
let inputs = 0;
const nextId = (): string => `input-${String((inputs += 1)).padStart(6, '0')}`;

export const proof = (received: number, occurred = received, kind: ProofKind = 'CALL_LOGGED'): LeadInput => ({
  type: 'PROOF',
  id: nextId(),
  kind,
  occurredAtMs: at(occurred),
  receivedAtMs: at(received),
  actor: system,
});

export const command = (received: number, request: CommandRequest): LeadInput => ({
  type: 'COMMAND',
  id: nextId(),
  request,
  receivedAtMs: at(received),
  actor: system,
});

/** A clock of 15 minutes of elapsed time that a call stops. */
export const clock = (change: Partial<ClockDefinition> = {}): ClockDefinition => ({
  key: 'first_contact',
  name: 'First contact',
  starts: 'RECEIVED',
  proofs: ['CALL_LOGGED'],
  ladder: [],
  target: { duration: 'PT15M', time: 'ELAPSED' },
  ...change,
});

export const step = (key: string, share: number, change: Partial<LadderStep> = {}): LadderStep => ({
  key,
  at: { share },
  action: 'REMINDER',
  ...change,
});

const DAYS: Weekday[] = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'];

/** The same hours on every day. */
export const hours = (from: string, to: string, timeZone = 'UTC'): Calendar =>
  compileCalendar({ timeZone, weekly: DAYS.map((day) => ({ day, from, to })), holidays: [], specialDates: [] });

export const person = (change: Partial<Person> = {}): Person => ({
  status: 'ACTIVE',
  calendarId: null,
  atWork: true,
  ...change,
});
