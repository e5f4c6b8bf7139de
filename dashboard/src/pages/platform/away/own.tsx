import { Paper, Text, Title } from '@mantine/core';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useMe } from '../../../shared/me';
import type { HandoverProps } from './handover';
import { Absences } from './absences';

/** The card of one's own page: I am away, and I am back. */
export default function OwnAway({ Handover }: { Handover: ComponentType<HandoverProps> }) {
  const { t } = useTranslation('people');
  const me = useMe();
  if (!me || !(can(me, 'time_off.plan.own') || can(me, 'time_off.plan'))) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="own-away">
      <Title order={2} size="h4" id="own-away">
        {t('away.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('away.hint')}
      </Text>
      <Absences userId={me.id} canPlan own Handover={Handover} />
    </Paper>
  );
}
