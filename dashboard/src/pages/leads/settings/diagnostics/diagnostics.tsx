import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../api/client';
import { useCan } from '../../../../shared/me';
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
      <div>
        <Title order={1}>{t('title')}</Title>
        <Text c="dimmed">{t('hint')}</Text>
      </div>
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
