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
  // Where single fields are wrong, how to fix it is to correct them: here they are.
  const issues = refused?.issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)) ?? [];
  const lines = issues.length > 0 ? issues : (refused?.howToFix ?? [error.message]);
  return (
    <Alert color="red" role="alert" title={refused?.title ?? t('state.failed')}>
      <List size="sm">
        {lines.map((line) => (
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
