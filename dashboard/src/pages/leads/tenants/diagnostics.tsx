import { Anchor, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, Refused } from '../../../api/client';
import { NotThere } from '../../../shared/not-there';
import { PageHead } from '../../../shared/page-head';
import { PAGES } from '../../../shared/pages';
import { useTellName } from '../../../shared/title';
import { Findings } from '../diagnostics/findings';
import { useReadAnew } from './data';

const NOT_FOUND = 404;

/** What is wrong with one organisation, as an operator is told it: without a name of what is in it. */
export default function TenantDiagnostics() {
  const { t } = useTranslation('diagnostics');
  const { t: ofOperator } = useTranslation('operator');
  const { id = '' } = useParams();
  const readAnew = useReadAnew();
  const read = useQuery({
    queryKey: ['tenant-diagnostics', id],
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async () => (await api.GET('/api/tenants/{id}/diagnostics', { params: { path: { id } } })).data!,
  });
  const name = read.data?.organisation.name;
  useTellName(name === undefined ? t('title') : t('titleOf', { name }));
  if (read.error instanceof Refused && read.error.status === NOT_FOUND)
    return <NotThere title={ofOperator('notThere')} text={ofOperator('notThereWhy')} />;
  return (
    <Stack>
      <Anchor component={Link} to={PAGES.tenant.replace(':id', id)}>
        {name ?? t('title')}
      </Anchor>
      <PageHead title={name === undefined ? t('title') : t('titleOf', { name })} hint={t('hintOperator')} />
      <Findings
        read={read}
        remedy={async (check) => {
          const params = { path: { id, check } };
          const remedied = (await api.POST('/api/tenants/{id}/diagnostics/{check}/remedy', { params })).data!;
          readAnew();
          return remedied;
        }}
      />
    </Stack>
  );
}
