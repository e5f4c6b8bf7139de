import { Stack, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { PAGES } from '../../../../shared/pages';
import { WEEKDAYS } from '../../../../../../api/platform/contract/bodies/calendar.js';
import { useZone } from '../../../../shared/instant';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { addCalendar, CALENDARS } from './data';
import { Editor } from './editor';

/** Nine to five from Monday to Friday in the org's zone: most offices need little more. */
export function NewCalendar() {
  const { t } = useTranslation('calendars');
  const timeZone = useZone();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const weekly = WEEKDAYS.slice(0, 5).map((day) => ({ day, from: '09:00', to: '17:00' }));
  return (
    <Stack>
      <div>
        <Link to={PAGES.calendars}>{t('back')}</Link>
        <Title order={1}>{t('newTitle')}</Title>
      </div>
      <Editor
        initial={{ name: '', timeZone, weekly, holidays: [], specialDates: [] }}
        submit={t('create')}
        onSubmit={async (body) => {
          const { id } = await addCalendar(body);
          tellChanged(t('created', { name: body.name }));
          await queries.invalidateQueries({ queryKey: [CALENDARS] });
          await navigate(`${PAGES.calendars}/${id}`);
        }}
      />
    </Stack>
  );
}
