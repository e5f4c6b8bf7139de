import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ConditionAt } from '../conditions/condition-at';
import { useSentence } from '../conditions/sentence-of';
import { Inside } from '../fields/inside';
import { ListAt } from '../fields/list-at';
import { NumberAt, TextAt } from '../fields/simple';
import { PossibleSums } from './possible-sums';

const SCORING = ['scoring'] as const;
const RULES = ['scoring', 'rules'] as const;
const WEIGHTS = ['routing', 'leadWeights'] as const;

/** What else routing has is another part's. */
const ROUTING = ['rules', 'fallback', 'maxReassignments', 'leadWeights'];

const freshRule = () => ({ when: { all: [] }, points: 10, reason: '' });
const freshWeight = () => ({ when: { field: 'score', op: 'gte', value: 80 }, weight: 2 });

/** How leads are scored, from what score on they count, and how much of somebody's capacity they take. */
export default function Score() {
  const { t } = useTranslation('flowConditions');
  return (
    <Stack gap="lg">
      <Inside
        path={SCORING}
        label={t('score.title')}
        anew={{ threshold: 0, rules: [] }}
        members={['threshold', 'rules']}
      >
        <NumberAt
          path={[...SCORING, 'threshold']}
          label={t('score.threshold')}
          description={t('score.thresholdHint')}
        />
        <PossibleSums />
        <Title order={2} size="h4">
          {t('score.rules')}
        </Title>
        <Rules />
      </Inside>
      <Title order={2} size="h4">
        {t('weight.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('weight.hint')}
      </Text>
      <Inside path={['routing']} label={t('weight.routing')} members={ROUTING}>
        <Weights />
      </Inside>
    </Stack>
  );
}

/** What of an item can be read for its title; whatever it is. */
const members = (item: unknown): Readonly<Record<string, unknown>> =>
  typeof item === 'object' && item !== null && !Array.isArray(item) ? (item as Record<string, unknown>) : {};
const numberOf = (value: unknown, signed = false): string =>
  typeof value === 'number' ? (signed && value > 0 ? `+${value}` : String(value)) : '?';

function Rules() {
  const { t } = useTranslation('flowConditions');
  const say = useSentence();
  return (
    <ListAt
      path={RULES}
      label={t('score.rules')}
      add={t('score.add')}
      empty={t('score.empty')}
      fresh={freshRule}
      itemName={(_, index) => t('score.rule', { number: index + 1 })}
      title={(item) => {
        const { when, points } = members(item);
        return t('score.line', { points: numberOf(points, true), when: say(when) });
      }}
    >
      {(path, index) => (
        <Inside
          path={path}
          label={t('score.rule', { number: index + 1 })}
          anew={freshRule()}
          members={['when', 'points', 'reason']}
        >
          <ConditionAt path={[...path, 'when']} label={t('score.when')} phase="MATCH" />
          <NumberAt path={[...path, 'points']} label={t('score.points')} description={t('score.pointsHint')} />
          <TextAt path={[...path, 'reason']} label={t('score.reason')} description={t('score.reasonHint')} />
        </Inside>
      )}
    </ListAt>
  );
}

function Weights() {
  const { t } = useTranslation('flowConditions');
  const say = useSentence();
  return (
    <ListAt
      path={WEIGHTS}
      label={t('weight.title')}
      add={t('weight.add')}
      empty={t('weight.empty')}
      optional
      fresh={freshWeight}
      itemName={(_, index) => t('weight.item', { number: index + 1 })}
      title={(item) => {
        const { when, weight } = members(item);
        return t('weight.line', { weight: numberOf(weight), when: say(when) });
      }}
    >
      {(path, index) => (
        <Inside
          path={path}
          label={t('weight.item', { number: index + 1 })}
          anew={freshWeight()}
          members={['when', 'weight']}
        >
          <ConditionAt path={[...path, 'when']} label={t('weight.when')} phase="ROUTED" />
          <NumberAt path={[...path, 'weight']} label={t('weight.weight')} description={t('weight.weightHint')} />
        </Inside>
      )}
    </ListAt>
  );
}
