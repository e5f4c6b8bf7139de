import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Instant } from '../../../../shared/instant';
import { useCan } from '../../../../shared/me';
import { PageHead } from '../../../../shared/page-head';
import { SettingsTable, type SettingsColumn } from '../../../../shared/settings/settings-table';
import { Failed, Loading } from '../../../../shared/states';
import { useWebhooks, type Webhook } from './data';
import { Standing } from './standing';

/** All webhooks: where each goes, how it does, and what became of what it was told lately. */
export function WebhookList() {
  const { t } = useTranslation('webhooks');
  const list = useWebhooks();
  const canMake = useCan('webhooks.administer');
  const columns: SettingsColumn<Webhook>[] = [
    {
      key: 'name',
      title: t('list.name'),
      sortBy: ({ name }) => name,
      cell: ({ id, name, url }) => (
        <div>
          <Link to={id}>{name}</Link>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {url}
          </Text>
        </div>
      ),
    },
    {
      key: 'events',
      title: t('list.events'),
      sortBy: ({ events }) => events.length,
      cell: ({ events }) => t('list.eventCount', { count: events.length }),
    },
    {
      key: 'standing',
      title: t('list.standing'),
      sortBy: ({ standing }) => t(`standing.${standing}`),
      cell: ({ standing }) => <Standing standing={standing} />,
    },
    {
      key: 'last',
      title: t('list.last'),
      sortBy: ({ activity }) => activity.lastDeliveredAt ?? '',
      cell: ({ activity: { lastDeliveredAt } }) =>
        lastDeliveredAt === null ? t('list.never') : <Instant at={lastDeliveredAt} />,
    },
    {
      key: 'week',
      title: t('list.week'),
      sortBy: ({ activity }) => activity.delivered,
      cell: ({ activity: { delivered, failed, waiting } }) => (
        <span className="tabular">{t('list.counts', { delivered, failed, waiting })}</span>
      ),
    },
  ];
  const makes = canMake && (
    <Button component={Link} to="new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('list.new')}
    </Button>
  );
  return (
    <Stack>
      <PageHead title={t('list.title')} hint={t('list.hint')} />
      {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && (
        <SettingsTable
          label={t('list.title')}
          rows={list.data}
          columns={columns}
          keyOf={({ id }) => id}
          textOf={({ name, url, events }) => `${name} ${url} ${events.join(' ')}`}
          actions={list.data.length > 0 && makes}
          empty={
            <Group>
              <Text>{t('list.empty')}</Text>
              {makes}
            </Group>
          }
        />
      )}
    </Stack>
  );
}
