import { Anchor, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../../shared/pages';

/** The way to the checklist of the first hour: also when it was put away. */
export function FirstHour() {
  const { t } = useTranslation('organisation');
  return (
    <Paper withBorder p="md" component="section" aria-label={t('first.title')}>
      <Title order={2} size="h4">
        {t('first.title')}
      </Title>
      <Text size="sm">{t('first.text')}</Text>
      <Anchor component={Link} to={PAGES.firstHour} size="sm" underline="always">
        {t('first.open')}
      </Anchor>
    </Paper>
  );
}
