import { CloseButton, Group, Paper, Title } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useBeside } from './beside-state';
import { Trial } from './try';

/** The trial beside the editor: it follows what is edited. */
export default function Beside() {
  const { t } = useTranslation('flowTry');
  const [, setBeside] = useBeside();
  const title = useId();
  return (
    <Paper withBorder p="md" component="aside" aria-labelledby={title} className="try-beside" tabIndex={0}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id={title}>
          {t('title')}
        </Title>
        <CloseButton aria-label={t('close')} onClick={() => setBeside(false)} />
      </Group>
      <Trial />
    </Paper>
  );
}
