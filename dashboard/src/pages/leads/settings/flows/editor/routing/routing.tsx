import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ListAt } from '../fields/list-at';
import { NumberAt } from '../fields/simple';
import { Fallback } from './fallback';
import { RuleFields } from './rule-fields';
import { ruleSentence } from './sentence';
import { freshTarget } from './target-fields';
import { useRoutingWords } from './words';
import './routing.css';

const RULES = ['routing', 'rules'] as const;

/** Who gets the leads: the rules in their order, and who is asked where none holds or nobody can take one. */
export default function RoutingPart() {
  const { t } = useTranslation('flowRouting');
  const words = useRoutingWords();
  return (
    <Stack>
      <div>
        <Title order={2} size="h4">
          {t('rules.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('rules.about')}
        </Text>
      </div>
      <ListAt
        path={RULES}
        label={t('rules.title')}
        add={t('rules.add')}
        empty={t('rules.empty')}
        fresh={() => ({ when: { all: [] }, ...freshTarget(words.names), mode: 'AUTO' })}
        itemName={(_, index) => t('rules.item', { number: index + 1 })}
        title={(rule, index) => (
          <>
            <b>{index + 1}.</b> {ruleSentence(rule, words)}
          </>
        )}
      >
        {(path) => <RuleFields path={path} />}
      </ListAt>
      <Fallback />
      <div className="routing-fields">
        <NumberAt
          path={['routing', 'maxReassignments']}
          label={t('reassignments')}
          description={t('reassignmentsHint')}
          min={0}
          max={20}
        />
      </div>
    </Stack>
  );
}
