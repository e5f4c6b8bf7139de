import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { tellChanged } from '../../../../../../shared/settings/tell-changed';
import { useAt, useDraft } from '../editing';
import { ListAt } from '../fields/list-at';
import { targetSentence } from './sentence';
import { freshTarget, TargetFields } from './target-fields';
import { useRoutingWords } from './words';

const PATH = ['routing', 'fallback'] as const;

/** Who is asked where no rule holds, or nobody of its teams can take the lead: one, or several in their order. */
export function Fallback() {
  const { t } = useTranslation('flowRouting');
  const value = useAt(PATH);
  // One that stands alone stays so until another joins it.
  const isOne = typeof value === 'object' && value !== null && !Array.isArray(value);
  return (
    <Stack gap="xs">
      <div>
        <Title order={2} size="h4">
          {t('fallback.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('fallback.about')}
        </Text>
      </div>
      {isOne ? <OneFallback value={value} /> : <SeveralFallbacks />}
    </Stack>
  );
}

function SeveralFallbacks() {
  const { t } = useTranslation('flowRouting');
  const words = useRoutingWords();
  return (
    <ListAt
      path={PATH}
      label={t('fallback.title')}
      add={t('fallback.add')}
      empty={t('fallback.empty')}
      fresh={() => freshTarget(words.names)}
      itemName={(_, index) => t('fallback.item', { number: index + 1 })}
      title={(target, index) => (
        <>
          <b>{index + 1}.</b> {targetSentence(target, words)}
        </>
      )}
      optional
    >
      {(path) => <TargetFields path={path} />}
    </ListAt>
  );
}

function OneFallback({ value }: { value: unknown }) {
  const { t } = useTranslation('flowRouting');
  const words = useRoutingWords();
  const { document, readOnly } = useDraft();
  const remove = (): void => {
    document.remove(PATH);
    tellChanged(t('fallback.removed'), () => {
      document.set(PATH, value);
      return Promise.resolve();
    });
  };
  return (
    <Paper withBorder p="sm">
      <Text mb="xs">{targetSentence(value, words)}</Text>
      <TargetFields path={PATH} />
      {!readOnly && (
        <Group mt="sm">
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() => document.set(PATH, [value, freshTarget(words.names)])}
          >
            {t('fallback.add')}
          </Button>
          <Button variant="subtle" color="red" size="compact-sm" onClick={remove}>
            {t('fallback.remove')}
          </Button>
        </Group>
      )}
    </Paper>
  );
}
