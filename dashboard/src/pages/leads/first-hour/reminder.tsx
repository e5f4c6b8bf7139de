import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../../../domain/leads/vocabulary/pages.js';
import { useLiveFirstHour } from './data';

/** On the overview of an organisation that begins: how far it is, and the way on. */
export default function Reminder() {
  const { t } = useTranslation('firstHour');
  const { data } = useLiveFirstHour();
  if (!data?.reminded) return null;
  const done = data.steps.filter((step) => step.done).length;
  return (
    <Paper withBorder p="md" component="section" aria-label={t('title')} className="first-hour-next">
      <Group justify="space-between">
        <div>
          <Title order={2} size="h4">
            {t('title')}
          </Title>
          <Text size="sm">{t('progress', { done, count: data.steps.length })}</Text>
          {data.next && (
            <Text size="sm" c="dimmed">
              {t('next', { step: t(`step.${data.next}`) })}
            </Text>
          )}
        </div>
        <Button component={Link} to={PAGES.firstHour}>
          {t('goOn')}
        </Button>
      </Group>
    </Paper>
  );
}
