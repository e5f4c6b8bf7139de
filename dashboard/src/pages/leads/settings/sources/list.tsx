import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { PAGES } from '../../../../../../domain/leads/vocabulary/pages.js';
import { Instant } from '../../../../shared/instant';
import { useCan } from '../../../../shared/me';
import { SettingsTable, type SettingsColumn } from '../../../../shared/settings/settings-table';
import { Failed, Loading } from '../../../../shared/states';
import { TwoLines } from '../../../../shared/two-lines';
import { useRestore, useSourceList, type Fresh, type Source } from './data';
import { NewSource } from './new-source';
import { Standing } from './standing';

/** All places where leads come in: how each does, and what came today. */
export function SourceList({ onMade }: { onMade: (fresh: Fresh) => void }) {
  const { t } = useTranslation('sources');
  const navigate = useNavigate();
  const [isDeleted, setDeleted] = useState(false);
  const list = useSourceList(isDeleted);
  const restore = useRestore();
  const canMake = useCan('endpoints.administer');
  const mayRead = useCan('work_items.read');
  const [isMaking, setMaking] = useState(false);
  const columns: SettingsColumn<Source>[] = [
    {
      key: 'name',
      title: t('list.name'),
      sortBy: ({ name }) => name,
      cell: ({ id, name, source, deletedAt }) => (
        <TwoLines below={source}>{deletedAt === null ? <Link to={id}>{name}</Link> : name}</TwoLines>
      ),
    },
    {
      key: 'adapter',
      title: t('list.adapter'),
      sortBy: ({ adapter }) => t(`adapter.${adapter}`),
      cell: ({ adapter }) => t(`adapter.${adapter}`),
    },
    {
      key: 'standing',
      title: t('list.standing'),
      sortBy: ({ activity }) => t(`standing.${activity.standing}`),
      cell: ({ id, name, deletedAt, activity }) => (
        <Group gap="xs">
          <Standing standing={activity.standing} />
          {deletedAt !== null && canMake && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('list.restoreOf', { name })}
              onClick={() => void restore(id, t('list.restored', { name }))}
            >
              {t('list.restore')}
            </Button>
          )}
        </Group>
      ),
    },
    {
      key: 'last',
      title: t('list.last'),
      sortBy: ({ activity }) => activity.lastDeliveryAt ?? '',
      cell: ({ activity: { lastDeliveryAt } }) =>
        lastDeliveryAt === null ? t('list.never') : <Instant at={lastDeliveryAt} />,
    },
    {
      key: 'today',
      title: t('list.today'),
      sortBy: ({ activity }) => activity.today,
      cell: ({ activity: { today, failedToday } }) =>
        failedToday > 0 ? t('list.withFailed', { count: failedToday, today }) : String(today),
    },
  ];
  const makes = canMake && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      {t('list.new')}
    </Button>
  );
  return (
    <Stack>
      <div>
        <Title order={1}>{t('list.title')}</Title>
        <Text c="dimmed">{t(isDeleted ? 'list.deletedHint' : 'list.hint')}</Text>
        {mayRead && <Link to={PAGES.deadLetters}>{t('list.deadLetters')}</Link>}
      </div>
      <SegmentedControl
        aria-label={t('list.which')}
        style={{ alignSelf: 'flex-start' }}
        data={[
          { value: 'there', label: t('list.there') },
          { value: 'deleted', label: t('list.deleted') },
        ]}
        value={isDeleted ? 'deleted' : 'there'}
        onChange={(value) => setDeleted(value === 'deleted')}
      />
      {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && (
        <SettingsTable
          label={t('list.title')}
          rows={list.data}
          columns={columns}
          keyOf={({ id }) => id}
          textOf={({ name, source, adapter }) => `${name} ${source} ${t(`adapter.${adapter}`)}`}
          actions={list.data.length > 0 && !isDeleted && makes}
          empty={
            isDeleted ? (
              <Text role="status">{t('list.noneDeleted')}</Text>
            ) : (
              <Group>
                <Text>{t('list.empty')}</Text>
                {makes}
              </Group>
            )
          }
        />
      )}
      {isMaking && (
        <NewSource
          onClose={() => setMaking(false)}
          onMade={(fresh) => {
            onMade(fresh);
            void navigate(fresh.sourceId);
          }}
        />
      )}
    </Stack>
  );
}
