import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../../../api/client';
import { Instant } from '../../../../shared/instant';
import { useCan } from '../../../../shared/me';
import { PageHead } from '../../../../shared/page-head';
import { readAll } from '../../../../shared/settings/read-all';
import { SettingsTable, type SettingsColumn } from '../../../../shared/settings/settings-table';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { TwoLines } from '../../../../shared/two-lines';
import { useRun } from '../../../../shared/use-run';
import { Grant } from './grant';

type Session = Schemas['SupportSession'];

const COLOURS: Record<Session['state'], string> = { GRANTED: 'yellow', ENTERED: 'red', ENDED: 'gray', EXPIRED: 'gray' };
const isOpen = ({ state }: Session): boolean => state === 'GRANTED' || state === 'ENTERED';

/** Whom the organisation let look in, when, how and why; letting in, and ending it. */
export default function Support() {
  const { t } = useTranslation('support');
  const queries = useQueryClient();
  const mayGrant = useCan('support.grant');
  const [granting, setGranting] = useState(false);
  const { error, isSending, run } = useRun();
  const list = useQuery({
    queryKey: ['support'],
    refetchInterval: 20_000,
    queryFn: () =>
      readAll(
        async (cursor) =>
          (await api.GET('/api/support-sessions', { params: { query: { limit: 200, ...(cursor && { cursor }) } } }))
            .data!,
      ),
  });
  const changed = (words: string): void => {
    void queries.invalidateQueries({ queryKey: ['support'] });
    void queries.invalidateQueries({ queryKey: ['me'] });
    tellChanged(words);
  };
  const end = (id: string) =>
    run(async () => {
      await api.POST('/api/support-sessions/{id}/end', { params: { path: { id } } });
      changed(t('ended'));
    });
  const columns: SettingsColumn<Session>[] = [
    {
      key: 'state',
      title: t('stateLabel'),
      cell: ({ state }) => (
        <Badge color={COLOURS[state]} miw="max-content">
          {t(`state.${state}`)}
        </Badge>
      ),
    },
    {
      key: 'level',
      title: t('levelLabel'),
      cell: ({ level, reason }) => <TwoLines below={reason}>{t(`level.${level}`)}</TwoLines>,
    },
    {
      key: 'granted',
      title: t('grantedBy'),
      cell: ({ grantedBy, grantedAt }) => (
        <TwoLines below={<Instant at={grantedAt} />}>{grantedBy.name ?? t('somebody')}</TwoLines>
      ),
    },
    {
      key: 'entered',
      title: t('enteredBy'),
      cell: ({ enteredBy, enteredAt }) =>
        enteredAt === null ? t('nobody') : <TwoLines below={<Instant at={enteredAt} />}>{enteredBy}</TwoLines>,
    },
    { key: 'until', title: t('untilLabel'), cell: ({ until, endedAt }) => <Instant at={endedAt ?? until} /> },
    {
      key: 'do',
      title: t('do'),
      cell: (session) =>
        mayGrant && isOpen(session) ? (
          <Button size="compact-sm" variant="default" loading={isSending} onClick={end(session.id)}>
            {t('end')}
          </Button>
        ) : null,
    },
  ];
  const rows = list.data ?? [];
  const grants = mayGrant && !rows.some(isOpen) && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setGranting(true)}>
      {t('grant')}
    </Button>
  );
  return (
    <Stack>
      <PageHead title={t('title')} hint={t('hint')} />
      {error && <NotDone error={error} />}
      {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && (
        <SettingsTable
          label={t('title')}
          rows={rows}
          columns={columns}
          keyOf={({ id }) => id}
          textOf={({ reason, enteredBy, grantedBy }) => `${reason} ${enteredBy ?? ''} ${grantedBy.name ?? ''}`}
          actions={rows.length > 0 && grants}
          empty={
            <Group>
              <Text>{t('empty')}</Text>
              {grants}
            </Group>
          }
        />
      )}
      {granting && (
        <Grant
          onClose={() => setGranting(false)}
          onGranted={() => {
            setGranting(false);
            changed(t('granted'));
          }}
        />
      )}
    </Stack>
  );
}
