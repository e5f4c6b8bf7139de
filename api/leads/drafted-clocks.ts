import type { z } from 'zod';
import type { DraftedClock, DraftedStep, OutlookProblem } from '../../domain/leads/clocks/outlook.js';
import { MOST_CLOCKS } from '../../domain/leads/flow/validate-clocks.js';
import { MOST_STEPS } from '../../domain/leads/flow/validate-ladder.js';
import { flowDefinition } from './contract/bodies/flow-definition.js';

const parts = flowDefinition.shape;
const clockParts = parts.clocks.element.shape;
const targetParts = clockParts.targets.unwrap().element.shape;
const stepParts = clockParts.ladder.element.shape;
const { teamId } = parts.routing.shape.rules.element.shape;
const MOST_TARGETS = 20;

/** What could be read of a draft for an outlook on its clocks. */
export interface DraftedFlow {
  clocks: DraftedClock[];
  calendarId: string | undefined;
  /** The teams that its routing names, in their order. */
  teamIds: string[];
  /** What could not be read, by the clock whose it is; those of none are at -1. */
  unread: ReadonlyMap<number, OutlookProblem[]>;
}

type Members = Record<string, unknown>;
const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** Reads as much of a draft as an outlook needs, each part by itself: a part that is malformed hides none of the others. */
export function draftedFlow(draft: Members): DraftedFlow {
  const unread = new Map<number, OutlookProblem[]>();
  const { clocks, routing, calendarId } = draft;
  const reader = (clock: number): Reader => {
    const problems: OutlookProblem[] = [];
    unread.set(clock, problems);
    return new Reader(problems);
  };
  const own = reader(-1);
  if (clocks !== undefined && !Array.isArray(clocks)) own.report('clocks', 'This is no list of clocks.');
  if (listOf(clocks).length > MOST_CLOCKS) own.report('clocks', `A flow has at most ${MOST_CLOCKS} clocks.`);
  return {
    clocks: listOf(clocks)
      .slice(0, MOST_CLOCKS)
      .map((clock, index) => clockOf(clock, index, reader(index))),
    calendarId: own.read(parts.calendarId, calendarId, 'calendarId') ?? undefined,
    teamIds: teamsOf(membersOf(routing)),
    unread,
  };
}

class Reader {
  constructor(private readonly problems: OutlookProblem[]) {}

  report(path: string, message: string): void {
    this.problems.push({ path, message });
  }

  /** @returns null where it is not what it should be, which is reported */
  read<T extends z.ZodType>(schema: T, value: unknown, path: string): z.output<T> | null {
    const { success, data, error } = schema.safeParse(value);
    if (success) return data;
    for (const issue of error.issues) this.report([path, ...issue.path].join('.'), issue.message);
    return null;
  }
}

function clockOf(value: unknown, index: number, reader: Reader): DraftedClock {
  const path = `clocks.${index}`;
  const { key, starts, target, targets, atRisk, ladder } = membersOf(value);
  if (listOf(ladder).length > MOST_STEPS) reader.report(`${path}.ladder`, `A ladder has at most ${MOST_STEPS} steps.`);
  return {
    index,
    key: typeof key === 'string' ? key : null,
    starts: reader.read(clockParts.starts, starts, `${path}.starts`),
    target: reader.read(clockParts.target, target, `${path}.target`),
    targets: listOf(targets)
      .slice(0, MOST_TARGETS)
      .flatMap((one, place) => {
        const { duration } = membersOf(one);
        const read = reader.read(targetParts.duration, duration, `${path}.targets.${place}.duration`);
        return read === null ? [] : [{ index: place, duration: read }];
      }),
    atRisk: reader.read(clockParts.atRisk, atRisk, `${path}.atRisk`) ?? null,
    ladder: listOf(ladder)
      .slice(0, MOST_STEPS)
      .flatMap((one, place) => {
        const step = stepOf(membersOf(one), `${path}.ladder.${place}`, reader);
        return step ? [{ index: place, step }] : [];
      }),
  };
}

function stepOf({ key, at, repeat, within }: Members, path: string, reader: Reader): DraftedStep | null {
  const when = reader.read(stepParts.at, at, `${path}.at`);
  const again = reader.read(stepParts.repeat, repeat, `${path}.repeat`);
  const window = reader.read(stepParts.within, within, `${path}.within`);
  if (!when) return null;
  return {
    key: typeof key === 'string' ? key : '',
    at: when,
    ...(again ? { repeat: again } : {}),
    ...(window ? { within: window } : {}),
  };
}

/** Of the rules and what they overflow to, then of the fallbacks. */
function teamsOf(routing: Members): string[] {
  const targets = [
    ...listOf(routing['rules']).flatMap((rule) => [rule, ...listOf(membersOf(rule)['overflow'])]),
    ...[routing['fallback']].flat(),
  ];
  const ids = targets.flatMap((target) => teamId.safeParse(membersOf(target)['teamId']).data ?? []);
  return [...new Set(ids)];
}
