import type { ConditionScalar } from '../../engine/conditions/definition.js';
import { isCondition } from '../../engine/conditions/structure.js';
import { conditionWords, type Names } from './words.js';

export const ADDED = 'is new';
export const GONE = 'is gone';

/** Members as people call them. */
const LABELS: Record<string, string> = {
  match: 'leads it takes',
  calendarId: 'calendar',
  calendarOf: 'calendar of',
  duplicates: 'same person again',
  teamId: 'team',
  when: 'condition',
  answerWithin: 'time to answer',
  answerShare: 'share of the time left to answer',
  approval: 'asks first',
  affinity: 'the earlier owner first',
  matchLanguage: "the lead's language",
  matchTerritory: "the lead's territory",
  minShiftLeft: 'least time left of the shift',
  maxReassignments: 'most reassignments',
  leadWeights: 'weights of leads',
  duration: 'target',
  time: 'kind of time',
  atRisk: 'at risk at',
  starts: 'starts',
  proofs: 'proofs that count',
  callOutcomes: 'outcomes of a call that count',
  restartOnReassign: 'starts again for a new owner',
  pauseIn: 'stands still in',
  at: 'due',
  to: 'tells',
  channels: 'by',
  within: 'only in working time of',
  stopWhen: 'stops when',
  ladder: 'steps',
  rules: 'rules',
  targets: 'conditional targets',
};

/** The name of a member. @param first of a sentence */
export function label(member: string, first: boolean): string {
  const words = LABELS[member] ?? member;
  return first ? words[0]!.toUpperCase() + words.slice(1) : words;
}

/** Items of lists as people call them; what is not here is called by its member's label. */
const ITEMS: Record<string, string> = {
  clocks: 'clock',
  ladder: 'step',
  targets: 'conditional target',
  overflow: 'overflow team',
  fallback: 'fallback',
  leadWeights: 'weight of leads',
};

/**
 * Where something is: `Clock “First contact”, step “remind”`.
 * @param places members on the way there: `scoring`, and items of lists with their names: `clocks “First contact”`
 */
export function placeOf(places: readonly string[]): string {
  const words: string[] = [];
  places.forEach((place, index) => {
    const space = place.indexOf(' ');
    const [member, name] = space < 0 ? [place, ''] : [place.slice(0, space), place.slice(space)];
    // A target is its clock's: “Clock …: target PT15M” says it.
    if (member === 'target' || (name === '' && places[index + 1]?.includes(' '))) return;
    const parent = places[index - 1];
    const item = member === 'rules' ? `${parent ?? ''} rule` : (ITEMS[member] ?? label(member, false));
    words.push(name === '' ? item : `${item}${name}`);
  });
  const text = words.join(', ');
  return text === '' ? '' : text[0]!.toUpperCase() + text.slice(1);
}

/** A value as people read it. */
export function valueWords(value: unknown, names: Names): string {
  if (typeof value === 'string') return names.get(value) ?? value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null || value === undefined) return 'nothing';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value))
    return value.length === 0 ? 'nothing' : value.map((one) => valueWords(one, names)).join(', ');
  const json = value as Record<string, unknown>;
  const words = (member: string): string => valueWords(json[member], names);
  if (isCondition(value)) return conditionWords(value, names);
  if ('afterMet' in json) return `after ${words('afterMet')} is met`;
  if (typeof json['share'] === 'number') return `at ${percent(json['share'])} of the target`;
  if (typeof json['offset'] === 'string') return offsetWords(json['offset']);
  if ('every' in json) return `every ${words('every')}, ${words('times')} times`;
  if ('skill' in json) return `${words('skill')} at level ${words('level')}`;
  if ('otherwise' in json)
    return `${approverWords(json['by'], names)}, for ${words('within')}, ${OTHERWISE[String(json['otherwise'])] ?? words('otherwise')}`;
  if ('onCall' in json) return `whoever is on call of ${words('onCall')}`;
  if ('userId' in json) return words('userId');
  return Object.entries(json)
    .map(([member, one]) => `${label(member, false)} ${valueWords(one as ConditionScalar, names)}`)
    .join(', ');
}

/** Who is asked for an approval, as people read it. */
export const approverWords = (by: unknown, names: Names): string =>
  by === 'manager' ? 'the managers of the team' : valueWords(by, names);

/** What an approval comes to that nobody decided in time. */
const OTHERWISE: Record<string, string> = {
  ROUTE: 'then as if it were approved',
  FALLBACK: 'then to the fallback',
  UNQUALIFIED: 'then declined',
  UNROUTED: 'then a person must give it to somebody',
};

const percent = (share: number): string => `${Math.round(share * 1e4) / 100} %`;

function offsetWords(offset: string): string {
  if (/^-?P(T?0[WDHMS])+$/.test(offset)) return 'at the deadline';
  return offset.startsWith('-') ? `${offset.slice(1)} before the deadline` : `${offset} after the deadline`;
}
