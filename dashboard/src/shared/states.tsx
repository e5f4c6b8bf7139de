import { Alert, Button, Center, List, Loader, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Refused } from '../api/client';
import { useTold } from './told';

export function Loading() {
  const { t } = useTranslation();
  return (
    <Center p="xl" role="status">
      <Loader aria-hidden mr="sm" />
      <Text>{t('state.loading')}</Text>
    </Center>
  );
}

interface ProblemProps {
  error: Error;
  again?: () => void;
}

/** That something could not be read, in the contract's own words, with how to mend it. */
export function Failed({ error, again }: ProblemProps) {
  const { t } = useTranslation();
  const title = error instanceof Refused ? error.title : t('state.failed');
  return <Problem title={title} lines={howToMend(error)} error={error} {...(again && { again })} />;
}

/** That something was not done, and why. @param what that could not be done, as a sentence; left out: what was asked for */
export function NotDone({ error, again, what }: ProblemProps & { what?: string }) {
  const { t } = useTranslation();
  const lines = [...(error instanceof Refused ? [error.title] : []), ...howToMend(error)];
  return <Problem title={what ?? t('state.notDone')} lines={lines} error={error} {...(again && { again })} />;
}

function howToMend(error: Error): string[] {
  if (!(error instanceof Refused)) return [error.message];
  // Where single fields are wrong, how to fix it is to correct them: here they are.
  return error.issues.length > 0
    ? error.issues.map(({ path, message }) => (path ? `${path}: ${message}` : message))
    : error.howToFix;
}

function Problem({ title, lines, error, again }: ProblemProps & { title: string; lines: string[] }) {
  const { t } = useTranslation();
  const told = useTold();
  // To be given to whoever looks after the server; what somebody can mend themselves needs none.
  const traceId = error instanceof Refused && error.status >= 500 ? error.traceId : null;
  return (
    <Alert color="red" role="alert" title={told(title)}>
      <List size="sm">
        {lines.map((line) => (
          <List.Item key={line}>{told(line)}</List.Item>
        ))}
      </List>
      {traceId !== null && (
        <Text size="xs" mt="xs">
          {t('state.trace', { id: traceId })}
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
