import { ActionIcon, Badge, Button, Group, Menu, Stack, Text } from '@mantine/core';
import { IconDots, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../../../api/client';
import { Instant } from '../../../../shared/instant';
import { useCan } from '../../../../shared/me';
import { usePeople } from '../../../../shared/names';
import { PageHead } from '../../../../shared/page-head';
import { PAGES } from '../../../../shared/pages';
import { SettingsTable, type SettingsColumn } from '../../../../shared/settings/settings-table';
import { Failed, Loading } from '../../../../shared/states';
import { useFlowList } from './data';
import type { FlowRow } from './data-life';
import { useFlowNames } from './editor/names';
import { saveFlow } from './export';
import type { JsonObject } from './editor/changes/json';
import { SwitchDialog } from './switch-dialog';

/** The org's flows: what each does, and what hangs on it. */
export function FlowList() {
  const { t } = useTranslation('flows');
  const list = useFlowList();
  const people = usePeople();
  const canDraft = useCan('flows.draft');
  const [switched, setSwitched] = useState<FlowRow | null>(null);
  const columns: SettingsColumn<FlowRow>[] = [
    {
      key: 'name',
      title: t('list.name'),
      sortBy: ({ name }) => name,
      cell: ({ id, name, key }) => (
        <div>
          <Link to={id}>{name}</Link>
          <Text size="sm" c="dimmed">
            {key}
          </Text>
        </div>
      ),
    },
    {
      key: 'state',
      title: t('list.state'),
      sortBy: ({ active }) => Number(!active),
      cell: ({ active, publishedVersion, draftChanged }) => (
        <Group gap={4}>
          <Badge color="teal" variant={active ? 'filled' : 'default'}>
            {t(active ? 'page.active' : 'page.inactive')}
          </Badge>
          <Text size="sm">
            {publishedVersion === null ? t('page.unpublished') : t('page.version', { version: publishedVersion })}
          </Text>
          {draftChanged && publishedVersion !== null && <Badge variant="default">{t('list.draft')}</Badge>}
        </Group>
      ),
    },
    {
      key: 'priority',
      title: t('list.priority'),
      sortBy: ({ priority }) => priority ?? -Infinity,
      cell: ({ priority }) => priority ?? '–',
    },
    {
      key: 'open',
      title: t('list.open'),
      sortBy: ({ openLeads }) => openLeads,
      cell: ({ id, openLeads }) =>
        openLeads === 0 ? '0' : <Link to={`${PAGES.leads}?flowId=${id}`}>{openLeads}</Link>,
    },
    {
      key: 'published',
      title: t('list.published'),
      sortBy: ({ publishedAt }) => publishedAt ?? '',
      cell: ({ publishedAt, publishedBy }) =>
        publishedAt === null ? (
          '–'
        ) : (
          <div>
            <Instant at={publishedAt} />
            <Text size="sm" c="dimmed">
              {people.get(publishedBy ?? '') ?? t('list.machine')}
            </Text>
          </div>
        ),
    },
    {
      key: 'actions',
      title: t('list.actions'),
      cell: (flow) => <Actions flow={flow} onSwitch={() => setSwitched(flow)} />,
    },
  ];
  const makes = canDraft && (
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
          textOf={({ name, key }) => `${name} ${key}`}
          actions={makes}
          empty={<Text>{t('list.empty')}</Text>}
        />
      )}
      {switched && <SwitchDialog flow={switched} onClose={() => setSwitched(null)} />}
    </Stack>
  );
}

function Actions({ flow, onSwitch }: { flow: FlowRow; onSwitch: () => void }) {
  const { t } = useTranslation('flows');
  const [canDraft, canPublish] = [useCan('flows.draft'), useCan('flows.publish')];
  const named = useFlowNames();
  const { id, name, active, publishedVersion } = flow;
  const save = async (): Promise<void> => {
    const { data } = await api.GET('/api/flows/{id}', { params: { path: { id } } });
    saveFlow({ ...flow, draft: data!.draft as JsonObject }, named);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" aria-label={t('list.actionsOf', { name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {canDraft && (
          <Menu.Item component={Link} to={`new?from=copy&copy=${id}`}>
            {t('do.duplicate')}
          </Menu.Item>
        )}
        <Menu.Item onClick={() => void save()}>{t('do.export')}</Menu.Item>
        {canPublish && (
          <Menu.Item disabled={publishedVersion === null} onClick={onSwitch}>
            {t(active ? 'do.deactivate' : 'do.activate')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
