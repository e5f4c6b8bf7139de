import { Button, CloseButton, Group, Paper, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../../../domain/leads/vocabulary/pages.js';
import { leaveItsWay } from '../../../shared/first-hour-way';
import { useLiveFirstHour } from './data';

/** Over a page to which the checklist has led: how far it is by now, and the way back. */
export default function WayBack() {
  const { t } = useTranslation('firstHour');
  const { data } = useLiveFirstHour();
  const [isLeft, setLeft] = useState(false);
  if (isLeft || !data) return null;
  const done = data.steps.filter((step) => step.done).length;
  return (
    <Paper withBorder p="xs" mb="md" component="nav" aria-label={t('title')}>
      <Group justify="space-between" wrap="nowrap">
        <Group gap="sm">
          <Button
            component={Link}
            to={PAGES.firstHour}
            size="xs"
            variant="default"
            leftSection={<IconArrowLeft size={14} aria-hidden />}
          >
            {t('back')}
          </Button>
          <Text size="sm" role="status">
            {t('progress', { done, count: data.steps.length })}
            {data.next !== null && ` ${t('next', { step: t(`step.${data.next}`) })}`}
          </Text>
        </Group>
        <CloseButton
          aria-label={t('stay')}
          onClick={() => {
            leaveItsWay();
            setLeft(true);
          }}
        />
      </Group>
    </Paper>
  );
}
