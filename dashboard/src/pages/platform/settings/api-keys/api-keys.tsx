import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../api/client';
import { Instant } from '../../../../shared/instant';
import { useCan } from '../../../../shared/me';
import { PageHead } from '../../../../shared/page-head';
import { ByName } from '../../../../shared/settings/by-name';
import { readAll } from '../../../../shared/settings/read-all';
import { SettingsTable, type SettingsColumn } from '../../../../shared/settings/settings-table';
import { ShownOnce } from '../../../../shared/settings/shown-once';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading } from '../../../../shared/states';
import { useNow } from '../../../../shared/time';
import { TwoLines } from '../../../../shared/two-lines';
import { NewKey } from './new-key';
import { RotateKey } from './rotate-key';
import { stateOf, type ApiKey } from './state';
import { KeyState } from './key-state';

/** Keys of integrations: what each may do, until when, and when it was last used. */
export default function ApiKeys() {
  const { t } = useTranslation('apiKeys');
  const queries = useQueryClient();
  const nowMs = useNow();
  const canAdminister = useCan('keys.administer');
  const [asking, setAsking] = useState<{ what: 'make' } | { what: 'rotate' | 'revoke'; key: ApiKey } | null>(null);
  const [fresh, setFresh] = useState<{ name: string; key: string } | null>(null);
  const list = useQuery({
    queryKey: ['api-keys'],
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/api-keys', { params: { query: { limit: 200, ...(cursor && { cursor }) } } })).data!,
      ),
  });
  const made = (name: string, key: string): void => {
    void queries.invalidateQueries({ queryKey: ['api-keys'] });
    setFresh({ name, key });
    setAsking(null);
  };
  const columns: SettingsColumn<ApiKey>[] = [
    {
      key: 'name',
      title: t('name'),
      sortBy: ({ name }) => name,
      cell: ({ name, prefix }) => (
        <div>
          {name}
          <Text size="sm" c="dimmed" ff="monospace">
            {prefix}…
          </Text>
        </div>
      ),
    },
    {
      key: 'scopes',
      title: t('scopes'),
      cell: ({ scopes }) => scopes.map((one) => t(`scope.${one.replace(':', '_')}`)).join(', '),
    },
    {
      key: 'state',
      title: t('state'),
      sortBy: (key) => `${stateOf(key, nowMs)} ${key.expireAt ?? '~'}`,
      cell: (key) => <KeyState apiKey={key} nowMs={nowMs} />,
    },
    {
      key: 'used',
      title: t('used'),
      sortBy: ({ lastUsedAt }) => lastUsedAt ?? '',
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('never') : <Instant at={lastUsedAt} />),
    },
    {
      key: 'by',
      title: t('madeBy'),
      sortBy: ({ createdBy }) => createdBy?.name ?? '',
      cell: ({ createdBy, createdAt }) => (
        <TwoLines below={<Instant at={createdAt} />}>{createdBy?.name ?? t('somebody')}</TwoLines>
      ),
    },
    {
      key: 'do',
      title: t('do'),
      cell: (key) =>
        canAdminister && ['ACTIVE', 'SOON'].includes(stateOf(key, nowMs)) ? (
          <Group gap="xs">
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => setAsking({ what: 'rotate', key })}
              aria-label={t('rotateOf', { name: key.name })}
            >
              {t('rotate')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => setAsking({ what: 'revoke', key })}
              aria-label={t('revokeOf', { name: key.name })}
            >
              {t('revoke')}
            </Button>
          </Group>
        ) : null,
    },
  ];
  const makes = canAdminister && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAsking({ what: 'make' })}>
      {t('new')}
    </Button>
  );
  // What counts stands first; what has ended is history.
  const rows = [...(list.data ?? [])].reverse().sort((a, b) => Number(isOver(a, nowMs)) - Number(isOver(b, nowMs)));
  return (
    <Stack>
      <PageHead title={t('title')} hint={t('hint')} />
      {fresh && (
        <ShownOnce
          title={t('once', { name: fresh.name })}
          hint={t('onceHint')}
          label={t('key')}
          secret={fresh.key}
          words={{ copy: t('copy'), copied: t('copied') }}
        />
      )}
      {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && (
        <SettingsTable
          label={t('title')}
          rows={rows}
          columns={columns}
          keyOf={({ id }) => id}
          textOf={({ name, prefix, createdBy }) => `${name} ${prefix} ${createdBy?.name ?? ''}`}
          actions={rows.length > 0 && makes}
          empty={
            <Group>
              <Text>{t('empty')}</Text>
              {makes}
            </Group>
          }
        />
      )}
      {asking?.what === 'make' && <NewKey onClose={() => setAsking(null)} onMade={made} />}
      {asking?.what === 'rotate' && <RotateKey apiKey={asking.key} onClose={() => setAsking(null)} onMade={made} />}
      {asking?.what === 'revoke' && (
        <ByName
          title={t('revokeAsk', { name: asking.key.name })}
          name={asking.key.name}
          submit={t('revoke')}
          onClose={() => setAsking(null)}
          act={async () => {
            await api.DELETE('/api/api-keys/{id}', { params: { path: { id: asking.key.id } } });
            void queries.invalidateQueries({ queryKey: ['api-keys'] });
            tellChanged(t('revoked', { name: asking.key.name }));
          }}
        >
          <Text size="sm">{t('revokeFollows')}</Text>
          <Text size="sm" fw={600}>
            {asking.key.lastUsedAt === null ? (
              t('neverUsed')
            ) : (
              <>
                {t('usedLast')} <Instant at={asking.key.lastUsedAt} />.
              </>
            )}
          </Text>
        </ByName>
      )}
    </Stack>
  );
}

const isOver = (key: ApiKey, nowMs: number): boolean => ['EXPIRED', 'REVOKED'].includes(stateOf(key, nowMs));
