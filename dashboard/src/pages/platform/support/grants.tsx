import { Alert, Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, type Schemas } from '../../../api/client';
import { goSupport } from '../../../api/session';
import { Instant } from '../../../shared/instant';
import { PageHead } from '../../../shared/page-head';
import { PAGES } from '../../../shared/pages';
import { SettingsTable, type SettingsColumn } from '../../../shared/settings/settings-table';
import { Failed, Loading } from '../../../shared/states';
import { TwoLines } from '../../../shared/two-lines';

type Grant = Schemas['SupportGrant'];

/** The organisations that let an operator look in now, and the way in. */
export default function Grants() {
  const { t } = useTranslation('support');
  const [search] = useSearchParams();
  const list = useQuery({
    queryKey: ['support-access'],
    refetchInterval: 20_000,
    queryFn: async () => (await api.GET('/api/support-access')).data!.items,
  });
  const columns: SettingsColumn<Grant>[] = [
    { key: 'org', title: t('organisation'), cell: ({ tenantName }) => tenantName },
    {
      key: 'level',
      title: t('levelLabel'),
      cell: ({ level, reason }) => <TwoLines below={reason}>{t(`level.${level}`)}</TwoLines>,
    },
    { key: 'until', title: t('untilLabel'), cell: ({ until }) => <Instant at={until} /> },
    { key: 'entered', title: t('enteredBy'), cell: ({ enteredBy }) => enteredBy ?? t('nobody') },
    {
      key: 'do',
      title: t('do'),
      cell: ({ id, tenantName, isMine, enteredBy }) =>
        isMine || enteredBy === null ? (
          <Button
            size="compact-sm"
            aria-label={t('enterOf', { name: tenantName })}
            onClick={() => goSupport(id, PAGES.overview)}
          >
            {t('enter')}
          </Button>
        ) : null,
    },
  ];
  return (
    <Stack>
      <PageHead title={t('accessTitle')} hint={t('accessHint')} />
      {search.has('over') && (
        <Alert color="yellow" variant="outline" role="status">
          {t('over')}
        </Alert>
      )}
      {list.error && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && (
        <SettingsTable
          label={t('accessTitle')}
          rows={list.data}
          columns={columns}
          keyOf={({ id }) => id}
          textOf={({ tenantName, reason }) => `${tenantName} ${reason}`}
          empty={<Text>{t('accessEmpty')}</Text>}
        />
      )}
    </Stack>
  );
}
