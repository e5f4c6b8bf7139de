import { SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ConditionAt } from '../conditions/condition-at';
import { Inside } from '../fields/inside';
import { CalendarAt } from '../fields/named';
import { NumberAt } from '../fields/simple';
import { Duplicates } from './duplicates';
import { AskedInTurn } from './asked-in-turn';

const MEMBERS = ['priority', 'match', 'calendarId', 'duplicates', 'scoring', 'routing', 'clocks'];

/** Whom the flow takes: which leads, before which other flows, by whose hours, and what of those who come again. */
export default function Takes() {
  const { t } = useTranslation('flowConditions');
  return (
    <Stack gap="lg">
      <Inside path={[]} label={t('takes.whole')} members={MEMBERS}>
        <ConditionAt path={['match']} label={t('takes.match')} phase="MATCH" />
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
          <Stack gap="xs">
            <NumberAt path={['priority']} label={t('takes.priority')} description={t('takes.priorityHint')} step={10} />
            <AskedInTurn />
          </Stack>
          <CalendarAt
            path={['calendarId']}
            label={t('takes.calendar')}
            description={t('takes.calendarHint')}
            placeholder={t('takes.noCalendar')}
            optional
          />
        </SimpleGrid>
        <Duplicates />
      </Inside>
    </Stack>
  );
}
