import { Anchor, Badge, Button, Group, Progress, Select, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconFileImport, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { Instant } from '../../../../shared/instant';
import { roleKey, useCan } from '../../../../shared/me';
import { SettingsTable, type SettingsColumn } from '../../../../shared/settings/settings-table';
import { Failed, Loading } from '../../../../shared/states';
import { ROLES, SORTS, STATES, useAllTeams, usePeopleList, type Person, type PeopleFilters } from './data';
import { StateBadge } from './state-badge';

const TYPING_MS = 250;
const oneOf = <T extends string>(all: readonly T[], text: string | null): T | undefined =>
  all.find((one) => one === text);

/** Who belongs to the organisation: found, filtered and sorted by the API, for there may be thousands. */
export function PeopleList() {
  const { t } = useTranslation('people');
  const canAdminister = useCan('people.administer');
  const [params, setParams] = useSearchParams();
  const [typed, setTyped] = useState(params.get('q') ?? '');
  const [q] = useDebouncedValue(typed, TYPING_MS);
  const filters: PeopleFilters = {
    q: q.trim(),
    role: oneOf(ROLES, params.get('role')),
    state: oneOf(STATES, params.get('state')),
    teamId: params.get('team') ?? undefined,
    sort: oneOf(SORTS, params.get('sort')) ?? 'name',
    order: params.get('order') === 'desc' ? 'desc' : 'asc',
  };
  const list = usePeopleList(filters);
  const teams = useAllTeams().data ?? [];
  const teamName = new Map(teams.map(({ id, name }) => [id, name]));
  const set = (change: Record<string, string | null>): void =>
    setParams(
      (now) => {
        for (const [key, value] of Object.entries(change)) {
          if (value) now.set(key, value);
          else now.delete(key);
        }
        return now;
      },
      { replace: true },
    );
  const people = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = filters.role !== undefined || filters.state !== undefined || filters.teamId !== undefined;

  const columns: SettingsColumn<Person>[] = [
    {
      key: 'name',
      title: t('name'),
      sortBy: ({ name }) => name,
      cell: ({ id, name, email }) => (
        <div>
          <Anchor component={Link} to={id} fw={600}>
            {name}
          </Anchor>
          <Text size="sm" c="dimmed" className="breaks">
            {email}
          </Text>
        </div>
      ),
    },
    { key: 'role', title: t('role'), cell: ({ role }) => <RoleWords role={role} /> },
    { key: 'state', title: t('state'), cell: (person) => <StateBadge person={person} /> },
    {
      key: 'openLeads',
      title: t('load'),
      sortBy: ({ openLeads }) => openLeads,
      cell: (person) => <Load person={person} />,
    },
    {
      key: 'absence',
      title: t('nextAbsence'),
      sortBy: ({ absence }) => absence?.from ?? '',
      cell: ({ absence }) => (absence ? <Instant at={absence.from} /> : '–'),
    },
    {
      key: 'teams',
      title: t('teams'),
      cell: ({ teamIds }) => (
        <Group gap={4}>
          {teamIds.map((id) => (
            <Badge miw="max-content" key={id} variant="default" tt="none">
              {teamName.get(id) ?? '…'}
            </Badge>
          ))}
        </Group>
      ),
    },
  ];

  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>{t('title')}</Title>
        {canAdminister && (
          <Group gap="xs">
            <Button
              component={Link}
              to="import"
              variant="default"
              leftSection={<IconFileImport size={16} aria-hidden />}
            >
              {t('import.open')}
            </Button>
            <Button component={Link} to="new" leftSection={<IconUserPlus size={16} aria-hidden />}>
              {t('invite')}
            </Button>
          </Group>
        )}
      </Group>
      {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && !list.error && <Loading />}
      {list.isSuccess && (
        <SettingsTable
          label={t('title')}
          rows={people}
          columns={columns}
          keyOf={({ id }) => id}
          textOf={({ name }) => name}
          asked={{
            text: typed,
            search: (text) => {
              setTyped(text);
              set({ q: text.trim() });
            },
            sort: { key: filters.sort, isDescending: filters.order === 'desc' },
            sortBy: ({ key, isDescending }) => set({ sort: key, order: isDescending ? 'desc' : null }),
          }}
          empty={<Text>{t(isFiltered ? 'nobodyFits' : 'nobody')}</Text>}
          actions={
            <Group gap="xs">
              <Select
                aria-label={t('role')}
                placeholder={t('anyRole')}
                clearable
                w={150}
                data={ROLES.map((value) => ({ value, label: t(roleKey(value), { ns: 'translation' }) }))}
                value={filters.role ?? null}
                onChange={(role) => set({ role })}
              />
              <Select
                aria-label={t('state')}
                placeholder={t('anyState')}
                clearable
                w={150}
                data={STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
                value={filters.state ?? null}
                onChange={(state) => set({ state })}
              />
              <Select
                aria-label={t('team')}
                placeholder={t('anyTeam')}
                clearable
                searchable
                w={170}
                data={teams.map(({ id, name }) => ({ value: id, label: name }))}
                value={filters.teamId ?? null}
                onChange={(team) => set({ team })}
              />
            </Group>
          }
        />
      )}
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {t('more')}
        </Button>
      )}
    </Stack>
  );
}

function RoleWords({ role }: { role: Person['role'] }) {
  const { t } = useTranslation();
  return t(roleKey(role));
}

/** Open leads of the capacity. */
function Load({ person: { openLeads, load, capacity } }: { person: Person }) {
  const { t } = useTranslation('people');
  const share = capacity === 0 ? 0 : Math.min(1, load / capacity);
  return (
    <div>
      <Text size="sm" className="tabular">
        {t('loadOf', { open: openLeads, capacity })}
      </Text>
      <Progress value={share * 100} size="sm" color={load > capacity ? 'orange' : 'teal'} aria-hidden />
    </div>
  );
}
