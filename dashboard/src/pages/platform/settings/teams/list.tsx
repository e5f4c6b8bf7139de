import { Anchor, Badge, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { IconUsersPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useCan } from '../../../../shared/me';
import { SettingsTable, type SettingsColumn } from '../../../../shared/settings/settings-table';
import { Failed, Loading } from '../../../../shared/states';
import { useAllCalendars, useAllTeams } from '../people/data';
import { usePersonNames, type Team } from './data';

/** All teams: a company has some dozens. */
export function TeamList() {
  const { t } = useTranslation('teams');
  const canAdminister = useCan('teams.administer');
  const [params, setParams] = useSearchParams();
  const showArchived = params.get('archived') === 'true';
  const teams = useAllTeams();
  const all = teams.data ?? [];
  const nameOf = new Map(all.map(({ id, name }) => [id, name]));
  const calendarOf = new Map((useAllCalendars().data ?? []).map(({ id, name }) => [id, name]));
  const people = usePersonNames([...new Set(all.flatMap(({ managerId }) => managerId ?? []))].sort()).data;
  const managerOf = ({ managerId }: Team): string => (managerId === null ? '' : (people?.get(managerId)?.name ?? '…'));
  const columns: SettingsColumn<Team>[] = [
    {
      key: 'name',
      title: t('name'),
      sortBy: ({ name }) => name,
      cell: ({ id, name, archivedAt }) => (
        <Group gap="xs">
          <Anchor component={Link} to={id} fw={600}>
            {name}
          </Anchor>
          {archivedAt !== null && (
            <Badge miw="max-content" variant="light" color="gray" tt="none" c="var(--mantine-color-text)">
              {t('archived')}
            </Badge>
          )}
        </Group>
      ),
    },
    {
      key: 'members',
      title: t('members'),
      sortBy: ({ memberCount }) => memberCount,
      cell: ({ memberCount }) => memberCount,
    },
    { key: 'manager', title: t('manager'), sortBy: managerOf, cell: (team) => managerOf(team) || t('nobody') },
    {
      key: 'calendar',
      title: t('calendar'),
      cell: ({ calendarId }) => (calendarId === null ? t('noCalendar') : (calendarOf.get(calendarId) ?? '…')),
    },
    {
      key: 'fallback',
      title: t('fallback'),
      cell: ({ fallbackTeamId }) => (fallbackTeamId === null ? '–' : (nameOf.get(fallbackTeamId) ?? '…')),
    },
  ];
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>{t('title')}</Title>
        {canAdminister && (
          <Button component={Link} to="new" leftSection={<IconUsersPlus size={16} aria-hidden />}>
            {t('add')}
          </Button>
        )}
      </Group>
      {teams.error && <Failed error={teams.error} again={() => void teams.refetch()} />}
      {teams.isPending && !teams.error && <Loading />}
      {teams.isSuccess && (
        <SettingsTable
          label={t('title')}
          rows={all.filter(({ archivedAt }) => (archivedAt !== null) === showArchived)}
          columns={columns}
          keyOf={({ id }) => id}
          textOf={(team) => `${team.name} ${managerOf(team)}`}
          empty={<Text>{t(showArchived ? 'noneArchived' : 'none')}</Text>}
          actions={
            <SegmentedControl
              aria-label={t('which')}
              data={[
                { value: 'false', label: t('current') },
                { value: 'true', label: t('archivedOnes') },
              ]}
              value={String(showArchived)}
              onChange={(value) => setParams(value === 'true' ? { archived: 'true' } : {}, { replace: true })}
            />
          }
        />
      )}
    </Stack>
  );
}
