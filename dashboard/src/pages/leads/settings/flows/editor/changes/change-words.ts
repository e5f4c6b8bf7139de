import type { TFunction } from 'i18next';
import type { Names } from '../../../../../../shared/names';
import { conditionSentence } from '../conditions/sentence';
import type { Change } from './changes';
import { isObject, own, type Json, type JsonObject } from './json';

/** A change in words, its sides apart. */
export interface ChangeInWords {
  kind: Change['kind'];
  /** `Clock “First contact”: target` */
  what: string;
  /** Null: it was not there, or a whole part came or went. */
  from: string | null;
  to: string | null;
}

export interface Wording {
  t: TFunction<'flows'>;
  /** Of the area `flowConditions`. */
  tCondition: TFunction<'flowConditions'>;
  names: Names;
  language: string;
}

/** What stands in lists, by the list's name and what it stands in. */
const ITEMS: Readonly<Record<string, string>> = {
  'scoring.rules': 'scoringRule',
  'routing.rules': 'routingRule',
  clocks: 'clock',
  ladder: 'step',
  overflow: 'overflow',
  fallback: 'fallback',
  leadWeights: 'leadWeight',
  targets: 'target',
};
const BY_KEY = ['clocks', 'ladder'];
/** Parts whose members say enough by themselves. */
const SILENT = ['target', 'scoring', 'routing'];
const SHARES = ['atRisk', 'answerShare'];
const LONGEST = 300;

/**
 * A change as people read it, in the language that is spoken.
 * @param drafts both sides: clocks are called by their names
 */
export function changeWords(change: Change, drafts: readonly JsonObject[], wording: Wording): ChangeInWords {
  const { path, kind } = change;
  const { places, member } = placesOf(path, drafts, wording);
  if (member === null) return { kind, what: places.join(', '), from: null, to: null };
  const name = memberWords(member, wording);
  const side = (value: Json | undefined): string | null =>
    value === undefined ? null : clipped(valueWords(value, member, wording));
  return {
    kind,
    what: places.length === 0 ? capitalised(name) : `${places.join(', ')}: ${name}`,
    from: side(change.before),
    to: side(change.after),
  };
}

/** Where a change is, and which member of it; null: the whole item. */
function placesOf(path: readonly string[], drafts: readonly JsonObject[], { t }: Wording) {
  const places: string[] = [];
  let member: string | null = null;
  for (let index = 0; index < path.length; index += 1) {
    const [here, next] = [path[index]!, path[index + 1]];
    const item = ITEMS[`${path[index - 1]}.${here}`] ?? ITEMS[here];
    if (item !== undefined && next !== undefined && next !== '#order') {
      const number = Number(next) + 1;
      const name = BY_KEY.includes(here) ? nameOf(path.slice(0, index + 2), drafts) : String(number);
      places.push(t(`change.place.${item}`, { name }));
      index += 1;
      member = null;
    } else if (next === '#order') {
      member = `order.${item ?? here}`;
      break;
    } else {
      if (next !== undefined && index > 0 && !SILENT.includes(here)) places.push(here);
      member = here;
    }
  }
  return { places, member };
}

/** What a clock is called, in the newer of the drafts that have it; a step by its key. */
function nameOf(path: readonly string[], drafts: readonly JsonObject[]): string {
  const key = path.at(-1)!;
  for (const draft of [...drafts].reverse()) {
    let at: Json | undefined = draft;
    for (const part of path) {
      if (Array.isArray(at)) at = (at as readonly Json[]).find((item) => isObject(item) && own(item, 'key') === part);
      else at = isObject(at) ? own(at, part) : undefined;
    }
    const name = isObject(at) ? own(at, 'name') : undefined;
    if (typeof name === 'string' && name !== '') return name;
  }
  return key;
}

/** A member as people call it; one that this page does not know as it is written. */
const memberWords = (member: string, { t }: Wording): string =>
  t(`change.member.${member}`, { defaultValue: member.replace(/^order\./, '') });

function valueWords(value: Json, member: string | null, wording: Wording): string {
  const { t, names, tCondition } = wording;
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return t('change.nothing');
  if (typeof value === 'boolean') return t(value ? 'change.yes' : 'change.no');
  if (typeof value === 'number') return member !== null && SHARES.includes(member) ? percent(value) : String(value);
  if (typeof value === 'string') return textWords(value, wording);
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => valueWords(one, null, wording)).join(', ');
  const object = value as JsonObject;
  const words = (of: string): string => valueWords(own(object, of) ?? null, of, wording);
  if (['all', 'any', 'not', 'field'].some((one) => one in object)) return conditionSentence(object, tCondition, names);
  if (typeof object['share'] === 'number') return t('change.atShare', { share: percent(object['share']) });
  if (typeof object['offset'] === 'string') return offsetWords(object['offset'], wording);
  if ('afterMet' in object) return t('change.afterMet', { clock: words('afterMet') });
  if ('every' in object) return t('change.every', { every: words('every'), times: words('times') });
  if ('skill' in object) return t('change.atLevel', { skill: words('skill'), level: words('level') });
  if ('onCall' in object) return t('change.onCall', { people: words('onCall') });
  if ('userId' in object) return words('userId');
  return Object.keys(object)
    .map((one) => `${memberWords(one, wording)} ${words(one)}`)
    .join(', ');
}

const DURATION = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const UNITS = ['week', 'day', 'hour', 'minute', 'second'];

/** `P1DT2H` → `1 day 2 hours`; null: it is none that can be read. */
function durationWords(iso: string, language: string): string | null {
  const parts = DURATION.exec(iso)?.slice(1);
  if (!parts) return null;
  const shown = parts.flatMap((amount, index) => {
    const unit = { style: 'unit', unit: UNITS[index]!, unitDisplay: 'long' } as const;
    return amount === undefined ? [] : [new Intl.NumberFormat(language, unit).format(Number(amount))];
  });
  return shown.join(' ');
}

function textWords(text: string, { t, names, language }: Wording): string {
  const name = names.get(text);
  if (name !== undefined) return name;
  const span = durationWords(text, language);
  if (span !== null) return span;
  return /^([A-Z]+(_[A-Z]+)*|owner|manager|team)$/.test(text)
    ? t(`change.value.${text}`, { defaultValue: text })
    : text;
}

function offsetWords(offset: string, { t, language }: Wording): string {
  const length = offset.replace(/^-/, '');
  const span = durationWords(length, language);
  if (span === null) return offset;
  if (/^P(T?0+[WDHMS])+$/.test(length)) return t('change.atDeadline');
  return t(offset.startsWith('-') ? 'change.before' : 'change.after', { span });
}

const percent = (share: number): string => `${Math.round(share * 1e4) / 100} %`;
const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
const clipped = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
