import { Button, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageHead } from '../../../../shared/page-head';
import { PAGES } from '../../../../shared/pages';
import { useCan } from '../../../../shared/me';
import { SettingsTable, type SettingsColumn } from '../../../../shared/settings/settings-table';
import { Failed, Loading } from '../../../../shared/states';
import { useCalendars, type Calendar } from './data';
import { minutesIn } from './week';

export function CalendarList() {
  const { t } = useTranslation('calendars');
  const canEdit = useCan('calendars.administer');
  const list = useCalendars();
  const add = canEdit && (
    <Button component={Link} to={`${PAGES.calendars}/new`} leftSection={<IconPlus size={16} aria-hidden />}>
      {t('add')}
    </Button>
  );
  const hours = (calendar: Calendar): number => Math.round(minutesIn(calendar.weekly) / 6) / 10;
  const last = ({ holidays }: Calendar): string => holidays.reduce((most, { date }) => (date > most ? date : most), '');
  const columns: SettingsColumn<Calendar>[] = [
    {
      key: 'name',
      title: t('name'),
      sortBy: ({ name }) => name,
      cell: ({ id, name }) => <Link to={`${PAGES.calendars}/${id}`}>{name}</Link>,
    },
    { key: 'zone', title: t('zone'), sortBy: ({ timeZone }) => timeZone, cell: ({ timeZone }) => timeZone },
    {
      key: 'hours',
      title: t('hoursAWeek'),
      sortBy: hours,
      cell: (calendar) => t('hours', { count: hours(calendar) }),
    },
    {
      key: 'holidays',
      title: t('holidaysUntil'),
      sortBy: last,
      cell: (calendar) => last(calendar).slice(0, 4) || t('none'),
    },
  ];
  return (
    <Stack>
      <PageHead title={t('title')} hint={t('subtitle')} />
      {list.data ? (
        <SettingsTable
          label={t('title')}
          rows={list.data}
          columns={columns}
          keyOf={({ id }) => id}
          textOf={({ name, timeZone }) => `${name} ${timeZone}`}
          empty={
            <Stack align="start">
              <Text>{t('empty')}</Text>
            </Stack>
          }
          actions={add}
        />
      ) : list.error ? (
        <Failed error={list.error} again={() => void list.refetch()} />
      ) : (
        <Loading />
      )}
    </Stack>
  );
}
