import { Alert, Button, Code, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Path } from '../document';
import { useDraft, useIssuesWithin } from '../editing';

interface UnreadableProps {
  path: Path;
  label: string;
  value: unknown;
  /** What takes its place when somebody starts anew; left out: nothing, the member goes. */
  anew?: unknown;
}

const MOST_SHOWN = 400;

/** Something that a field cannot show. It stays as it is until somebody says otherwise. */
export function Unreadable({ path, label, value, anew }: UnreadableProps) {
  const { t } = useTranslation('flows');
  const { document, readOnly } = useDraft();
  const issues = useIssuesWithin(path);
  const json = JSON.stringify(value) ?? '';
  return (
    <Alert color="orange" role="group" aria-label={label} title={t('unreadable.title', { label })}>
      <Text size="sm">{issues || t('unreadable.what')}</Text>
      <Code block my="xs">
        {json.length > MOST_SHOWN ? `${json.slice(0, MOST_SHOWN)}…` : json}
      </Code>
      {!readOnly && (
        <Group>
          <Button size="compact-sm" variant="default" onClick={() => document.set(path, structuredClone(anew))}>
            {t('unreadable.anew')}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
