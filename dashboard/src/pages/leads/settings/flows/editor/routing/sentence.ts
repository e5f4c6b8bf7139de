import type { TFunction } from 'i18next';
import { conditionSentence } from '../conditions/sentence';
import type { FlowNames } from '../names';

type Members = Readonly<Record<string, unknown>>;

export const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const isFilled = (value: unknown): value is string => typeof value === 'string' && value !== '';

interface Words {
  t: TFunction<'flowRouting'>;
  conditions: TFunction<'flowConditions'>;
  names: FlowNames;
}

/** What a skill that is demanded is called, with its level. */
export function skillOf(demand: unknown): { skill: string; level: number | null } | null {
  if (typeof demand === 'string') return { skill: demand, level: null };
  const { skill, level } = membersOf(demand);
  if (typeof skill !== 'string') return null;
  return { skill, level: typeof level === 'number' ? level : null };
}

const teamName = (id: unknown, { t, names }: Pick<Words, 't' | 'names'>): string =>
  isFilled(id) ? (names.teams.get(id)?.name ?? t('sentence.goneTeam')) : t('sentence.noTeam');

/** Who of a team is asked, as people say it: “North, most free capacity first, who know solar”. */
export function targetSentence(value: unknown, words: Words): string {
  const { t } = words;
  const { teamId, strategy, skills, matchLanguage, matchTerritory, minShiftLeft } = membersOf(value);
  const known = listOf(skills)
    .flatMap((one) => skillOf(one) ?? [])
    .filter(({ skill }) => skill !== '');
  return [
    teamName(teamId, words),
    ...(isFilled(strategy) ? [t(`sentence.strategy.${strategy}`, { defaultValue: strategy })] : []),
    ...(known.length > 0
      ? [
          t('sentence.skills', {
            skills: known.map(({ skill, level }) => (level === null ? skill : `${skill} ${level}+`)).join(', '),
          }),
        ]
      : []),
    ...(matchLanguage === true ? [t('sentence.language')] : []),
    ...(matchTerritory === true ? [t('sentence.territory')] : []),
    ...(isFilled(minShiftLeft) ? [t('sentence.shift', { time: minShiftLeft })] : []),
  ].join(', ');
}

/** Who is asked for an approval. */
function approverSentence(by: unknown, { t, names }: Words): string {
  if (by === 'manager') return t('sentence.managers');
  const { userId, onCall } = membersOf(by);
  const nameOf = (id: unknown): string => (isFilled(id) ? (names.people.get(id) ?? t('sentence.gonePerson')) : '?');
  if (userId !== undefined) return nameOf(userId);
  return listOf(onCall).map(nameOf).join(', ') || '?';
}

/** A whole rule as people say it. */
export function ruleSentence(value: unknown, words: Words): string {
  const { t, conditions, names } = words;
  const { when, mode, overflow, approval, affinity } = membersOf(value);
  const isAlways = Array.isArray(membersOf(when)['all']) && listOf(membersOf(when)['all']).length === 0;
  const about = isAlways
    ? t('sentence.always')
    : t('sentence.when', { when: conditionSentence(when, conditions, names.all) });
  const target = targetSentence(value, words);
  const how =
    mode === 'OFFER'
      ? t('sentence.offer', { target })
      : mode === 'BROADCAST'
        ? t('sentence.broadcast', { target })
        : t('sentence.auto', { target });
  const more = [
    ...(approval === undefined || approval === null
      ? []
      : [t('sentence.approval', { whom: approverSentence(membersOf(approval)['by'], words) })]),
    ...(affinity === true ? [t('sentence.affinity')] : []),
    ...(listOf(overflow).length > 0
      ? [
          t('sentence.overflow', {
            teams: listOf(overflow)
              .map((one) => teamName(membersOf(one)['teamId'], words))
              .join(', '),
          }),
        ]
      : []),
  ];
  return [`${about} ${how}`, ...more].join('; ');
}
