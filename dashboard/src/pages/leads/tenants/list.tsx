import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Instant } from '../../../shared/instant';
import { PageHead } from '../../../shared/page-head';
import { SettingsTable, type SettingsColumn } from '../../../shared/settings/settings-table';
import { Failed, Loading } from '../../../shared/states';
import { spanWords, useNow } from '../../../shared/time';
import { useTenants, type Tenant } from './data';
import { StateBadge } from './state-badge';

/** Which organisations there are, and how they are. */
export function TenantList() {
  const { t } = useTranslation('operator');
  const nowMs = useNow();
  const list = useTenants();
  const columns: SettingsColumn<Tenant>[] = [
    {
      key: 'name',
      title: t('name'),
      sortBy: ({ name }) => name,
      cell: ({ id, name, isDemo }) => (
        <div>
          <Anchor component={Link} to={id}>
            {name}
          </Anchor>
          {isDemo && (
            <Text size="sm" c="dimmed">
              {t('demo')}
            </Text>
          )}
        </div>
      ),
    },
    {
      key: 'state',
      title: t('stateTitle'),
      sortBy: ({ state }) => state,
      cell: ({ state }) => <StateBadge state={state} />,
    },
    {
      key: 'ready',
      title: t('readiness'),
      sortBy: ({ readiness }) => readiness.score,
      cell: ({ readiness }) => `${readiness.score} %`,
    },
    {
      key: 'lastLead',
      title: t('lastLead'),
      sortBy: ({ health }) => health.lastLeadAt ?? '',
      cell: ({ health }) => (health.lastLeadAt === null ? t('never') : <Instant at={health.lastLeadAt} />),
    },
    {
      key: 'breached',
      title: t('breached'),
      sortBy: ({ health }) => health.breached,
      cell: ({ health }) => t('ofOpen', { count: health.openLeads, breached: health.breached }),
    },
    {
      key: 'outbox',
      title: t('outbox'),
      sortBy: ({ health }) => (health.waitingSince === null ? 0 : nowMs - Date.parse(health.waitingSince)),
      cell: ({ health }) =>
        health.waitingSince === null
          ? t('nothingWaits')
          : t('waits', { count: health.waiting, span: spanWords(nowMs - Date.parse(health.waitingSince)) }),
    },
    {
      key: 'dead',
      title: t('deadLetters'),
      sortBy: ({ health }) => health.deadLetters + health.undeliverable,
      cell: ({ health }) => health.deadLetters + health.undeliverable,
    },
  ];
  const makes = (
    <Button component={Link} to="new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('new')}
    </Button>
  );
  return (
    <Stack>
      <PageHead title={t('title')} hint={t('hint')} />
      {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && (
        <SettingsTable
          label={t('title')}
          rows={list.data}
          columns={columns}
          keyOf={({ id }) => id}
          textOf={({ name }) => name}
          actions={list.data.length > 0 && makes}
          empty={
            <Group>
              <Text>{t('empty')}</Text>
              {makes}
            </Group>
          }
        />
      )}
    </Stack>
  );
}
