import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../api/client';
import { useCan } from '../../../../shared/me';
import { PageHead } from '../../../../shared/page-head';
import { Findings } from '../../diagnostics/findings';

/** Whether all is well with the organisation, and what is not. */
export default function Diagnostics() {
  const { t } = useTranslation('diagnostics');
  const mayRepair = useCan('workings.repair');
  // It asks much: again when somebody wants it.
  const read = useQuery({
    queryKey: ['diagnostics'],
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async () => (await api.GET('/api/diagnostics')).data!,
  });
  return (
    <Stack>
      <PageHead title={t('title')} hint={t('hint')} />
      <Findings
        read={read}
        remedy={
          mayRepair
            ? async (check) =>
                (await api.POST('/api/diagnostics/{check}/remedy', { params: { path: { check } } })).data!
            : null
        }
      />
    </Stack>
  );
}
