import type { FlowDefinition, FlowDraft } from '../../domain/leads/flow/definition.js';
import { flowDefinition } from './contract/bodies/flow-definition.js';

type Path = readonly PropertyKey[];

export interface Legible {
  legible: FlowDefinition;
  /** Where something was taken out or put in. */
  mended: string[];
  /** Whether what is said of a place may only be so because of what was put in. */
  isHidden: (path: string) => boolean;
}

const NOBODY = '00000000-0000-4000-8000-000000000000';
/** Something harmless for each member that a definition must have. */
const HARMLESS: Record<string, unknown> = {
  priority: 0,
  match: { all: [] },
  when: { all: [] },
  scoring: {},
  threshold: 0,
  rules: [],
  points: 0,
  reason: '-',
  routing: {},
  maxReassignments: 0,
  teamId: NOBODY,
  strategy: 'BALANCED',
  weight: 1,
  skill: '-',
  level: 1,
  clocks: [],
  name: '-',
  starts: 'RECEIVED',
  target: {},
  duration: 'PT1H',
  time: 'ELAPSED',
  proofs: [],
  ladder: [],
  at: { share: 1 },
  every: 'PT1H',
  times: 1,
  window: 'P1D',
  by: 'manager',
  within: 'PT1H',
  otherwise: 'ROUTE',
};
/** Lists whose items are read one by one. Of any other list one item that cannot be read spoils the whole. */
const ITEMS = ['rules', 'overflow', 'fallback', 'leadWeights', 'clocks', 'targets', 'ladder'];
/** A part that is still refused after so many rounds is not one that people or programs wrote. */
const MOST_ROUNDS = 50;

const isObject = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;
const dotted = (path: Path): string => path.map(String).join('.');
const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((one, member) => (isObject(one) ? one[member] : undefined), value);

/** A draft with something harmless wherever its structure is not a definition's. The draft itself stays as it is. */
export function legibleDraft(draft: FlowDraft): Legible {
  const copy = JSON.parse(JSON.stringify(draft)) as FlowDraft;
  const mended = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const parsed = flowDefinition.safeParse(copy);
    if (parsed.success) return { legible: parsed.data, mended: [...mended], isHidden: hiddenBy(mended) };
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys') for (const key of issue.keys) takeOut(copy, [...issue.path, key], mended);
      else mend(copy, issue.path, mended);
    }
  }
  for (const member of Object.keys(copy)) mended.add(member);
  const nothing = { priority: 0, match: { all: [] }, scoring: { threshold: 0, rules: [] }, clocks: [] };
  const legible: FlowDefinition = { ...nothing, routing: { rules: [], maxReassignments: 0 } };
  return { legible, mended: [...mended], isHidden: () => true };
}

/** Takes out what stands there; what must stand there is put in in the next round, when it is missed. */
function mend(copy: FlowDraft, path: Path, mended: Set<string>): void {
  const parent = valueAt(copy, path.slice(0, -1));
  const member = path.at(-1)!;
  if (Array.isArray(parent)) {
    if (ITEMS.includes(String(path.at(-2)))) {
      (parent as unknown[])[Number(member)] = {};
      mended.add(dotted(path));
    } else mend(copy, path.slice(0, -1), mended);
    return;
  }
  if (!isObject(parent)) return mend(copy, path.slice(0, -1), mended);
  if (parent[member] !== undefined) return takeOut(copy, path, mended);
  mended.add(dotted(path));
  parent[member] = structuredClone(harmless(String(member), path));
}

function harmless(member: string, path: Path): unknown {
  if (member === 'key') return `unread_${path.filter((part) => /^\d+$/.test(String(part))).join('_')}`;
  if (member === 'action') return path[0] === 'duplicates' ? 'LINK' : 'REMINDER';
  return HARMLESS[member] ?? {};
}

function takeOut(copy: FlowDraft, path: Path, mended: Set<string>): void {
  const parent = valueAt(copy, path.slice(0, -1));
  if (!isObject(parent)) return;
  delete parent[path.at(-1)!];
  mended.add(dotted(path));
}

function hiddenBy(mended: ReadonlySet<string>): Legible['isHidden'] {
  const places = [...mended];
  const isKey = places.some((place) => /^clocks(\.\d+(\.key)?)?$/.test(place));
  return (path) => {
    if (isKey && path.endsWith('.afterMet')) return true;
    if (mended.has('calendarId') && path.endsWith('.calendarOf')) return true;
    const own = itemOf(path);
    // A ladder's instants are judged by the clock's target.
    return places.some(
      (place) => own === itemOf(place) || (/\.targets?(\.|$)/.test(place) && within(own, itemOf(place))),
    );
  };
}

/** The innermost item of a list that a place is in: `clocks.0.ladder.2`; else the member of the definition. */
function itemOf(path: string): string {
  const parts = path.split('.');
  for (let end = parts.length; end > 1; end -= 1)
    if (/^\d+$/.test(parts[end - 1]!) && ITEMS.includes(parts[end - 2]!)) return parts.slice(0, end).join('.');
  return parts[0]!;
}

const within = (path: string, part: string): boolean => path === part || path.startsWith(`${part}.`);
