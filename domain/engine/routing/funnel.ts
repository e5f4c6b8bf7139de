import { formatDuration } from '../time/duration.js';
import type { InstantMs } from '../time/instant.js';
import type { Noun } from '../conditions/words.js';
import { primaryLanguage } from './language.js';
import type { Candidate, FunnelStep } from './types.js';
import { amount, minuteOf } from './words.js';

/** What a target demands of a rep for one subject. */
export interface FunnelRequest {
  teamId: string;
  skills: readonly { skill: string; level: number }[];
  /** Primary subtag; null: none is demanded, or the subject's is not known. */
  language: string | null;
  /** ISO 3166-1, upper case; null: none is demanded, or the subject's is not known. */
  country: string | null;
  /** 0: no matter how little is left. */
  minShiftLeftMs: number;
  /** How much of a rep's capacity the subject takes. */
  weight: number;
  /** Users who had it already. */
  tried: ReadonlySet<string>;
  /** What the subject is called. */
  noun: Noun;
  nowMs: InstantMs;
}

const MINUTE_MS = 60_000;
/** Sums of weights such as 0.1 + 0.2 must not keep the last one out. */
const ROUNDING = 1e-9;

/** Level of a skill, 0 without it. */
export const levelOf = ({ skills }: Candidate, skill: string): number =>
  Object.hasOwn(skills, skill) ? skills[skill]! : 0;

/** Each step with the words for who falls out at it; null: passes. */
const steps: readonly [FunnelStep, (candidate: Candidate, request: FunnelRequest) => string | null][] = [
  ['ACTIVE', (candidate) => (isActive(candidate) ? null : `is ${candidate.status.toLowerCase()}`)],
  ['IN_TEAM', ({ teamIds }, { teamId }) => (teamIds.includes(teamId) ? null : 'is not in the team')],
  ['HAS_SKILLS', lacksSkills],
  ['SPEAKS_LANGUAGE', lacksLanguage],
  ['IN_TERRITORY', outsideTerritory],
  ['AT_WORK', notAtWork],
  ['HAS_CAPACITY', lacksCapacity],
  ['NOT_TRIED', ({ userId }, { tried, noun }) => (tried.has(userId) ? `had this ${noun.one} already` : null)],
];

/** The step at which a candidate falls out of the funnel, with the reason in words; null: passed. */
export function funnel(candidate: Candidate, request: FunnelRequest): { step: FunnelStep; reason: string } | null {
  for (const [step, problem] of steps) {
    const words = problem(candidate, request);
    if (words !== null) return { step, reason: `${step}: ${words}` };
  }
  return null;
}

/**
 * Whether somebody can still have what they were given: what the steps ask of them, but for what hangs on the subject and on hours of work.
 * @param candidate with what they were given in their load
 */
export const canHave = (candidate: Omit<Candidate, 'atWork' | 'shiftLeftMs'>, nowMs: InstantMs): boolean =>
  isActive(candidate) && candidate.timeOff === null && !isBusy(candidate, nowMs) && hasRoom(candidate, 0);

const isActive = ({ status }: Pick<Candidate, 'status'>): boolean => status === 'ACTIVE';
const isBusy = ({ busyUntilMs }: Pick<Candidate, 'busyUntilMs'>, nowMs: InstantMs): boolean =>
  busyUntilMs !== null && busyUntilMs > nowMs;
const hasRoom = ({ load, capacity }: Pick<Candidate, 'load' | 'capacity'>, weight: number): boolean =>
  load + weight <= capacity + ROUNDING;

function lacksSkills(candidate: Candidate, { skills }: FunnelRequest): string | null {
  const missing = skills.filter(({ skill }) => levelOf(candidate, skill) === 0).map(({ skill }) => skill);
  const low = skills.filter(({ skill, level }) => {
    const has = levelOf(candidate, skill);
    return has > 0 && has < level;
  });
  const words = [
    ...(missing.length > 0 ? [`lacks ${missing.join(', ')}`] : []),
    ...low.map(({ skill, level }) => `${skill} at level ${levelOf(candidate, skill)}, ${level} needed`),
  ];
  return words.length > 0 ? words.join('; ') : null;
}

function lacksLanguage({ languages }: Candidate, { language }: FunnelRequest): string | null {
  if (language === null || languages.some((one) => primaryLanguage(one) === language)) return null;
  return `does not speak ${language} (${languages.length > 0 ? `speaks ${languages.join(', ')}` : 'no language is recorded'})`;
}

function outsideTerritory({ territories }: Candidate, { country }: FunnelRequest): string | null {
  if (country === null || territories.length === 0) return null;
  if (territories.some((one) => one.toUpperCase() === country)) return null;
  return `${country} is not in the territory (${territories.join(', ')})`;
}

function notAtWork(candidate: Candidate, { nowMs, minShiftLeftMs }: FunnelRequest): string | null {
  const { timeOff, atWork, busyUntilMs, shiftLeftMs } = candidate;
  if (timeOff !== null)
    return timeOff.untilMs === null
      ? 'is on time off, and its end is not known'
      : `is on time off until ${minuteOf(timeOff.untilMs)}`;
  if (!atWork) return 'is not at work now';
  if (isBusy(candidate, nowMs)) return `is busy until ${minuteOf(busyUntilMs!)}`;
  if (shiftLeftMs === null || shiftLeftMs >= minShiftLeftMs) return null;
  // Whole minutes: who reads it plans by the clock on the wall.
  const left =
    shiftLeftMs < MINUTE_MS ? 'less than 1 min' : formatDuration(Math.floor(shiftLeftMs / MINUTE_MS) * MINUTE_MS, 'h');
  return `${left} of the shift left, ${formatDuration(minShiftLeftMs, 'h')} needed`;
}

function lacksCapacity({ load, capacity }: Candidate, { weight, noun }: FunnelRequest): string | null {
  if (hasRoom({ load, capacity }, weight)) return null;
  return load >= capacity - ROUNDING
    ? `is full: a load of ${amount(load)} of ${amount(capacity)}`
    : `has ${amount(capacity - load)} of ${amount(capacity)} free, this ${noun.one} takes ${amount(weight)}`;
}
