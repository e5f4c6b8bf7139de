import { ActionIcon, Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { useZone } from '../../../shared/instant';
import { fileNameOf, saveFile } from '../../../shared/save-file';
import { queryOf, type Filters } from './filters';

/** Takes along all that the filters let through. The token goes into a header, so that no link can do it. */
export function useCsv(filters: Filters) {
  const timeZone = useZone();
  return useMutation({
    mutationFn: async () => {
      const query = { ...queryOf(filters, timeZone), format: 'csv' as const };
      const { data, response } = await api.GET('/api/audit', { params: { query }, parseAs: 'blob' });
      saveFile(data as Blob, fileNameOf(response, 'audit.csv'));
    },
  });
}

export function CsvButton({ csv }: { csv: ReturnType<typeof useCsv> }) {
  const { t } = useTranslation();
  const common = { variant: 'default', onClick: () => csv.mutate(), loading: csv.isPending } as const;
  return (
    <>
      <Button {...common} leftSection={<IconDownload size={16} aria-hidden />} visibleFrom="sm">
        {t('audit.csv')}
      </Button>
      <ActionIcon {...common} size="lg" aria-label={t('audit.csv')} hiddenFrom="sm">
        <IconDownload size={18} aria-hidden />
      </ActionIcon>
    </>
  );
}
