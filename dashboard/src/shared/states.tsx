import { Alert, Button, Center, List, Loader, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Refused } from '../api/client';

export function Loading() {
  const { t } = useTranslation();
  return (
    <Center p="xl" role="status">
      <Loader aria-hidden mr="sm" />
      <Text>{t('state.loading')}</Text>
    </Center>
  );
}

/** What went wrong in the contract's own words, with how to mend it. */
export function Failed({ error, again }: { error: Error; again?: () => void }) {
  const { t } = useTranslation();
  const refused = error instanceof Refused ? error : null;
  return (
    <Alert color="red" role="alert" title={refused?.title ?? t('state.failed')}>
      <List size="sm">
        {(refused?.howToFix ?? [error.message]).map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
      {refused?.traceId && (
        <Text size="xs" mt="xs">
          {t('state.trace', { id: refused.traceId })}
        </Text>
      )}
      {again && (
        <Button mt="sm" size="xs" variant="default" onClick={again}>
          {t('state.again')}
        </Button>
      )}
    </Alert>
  );
}
