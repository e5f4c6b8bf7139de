import { ActionIcon, Button, Group } from '@mantine/core';
import { IconBraces, IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { useZone } from '../../../shared/instant';
import { fileNameOf, saveFile } from '../../../shared/save-file';
import { queryOf, type Filters } from './filters';

type Format = 'csv' | 'ndjson';

/** Takes along all that the filters let through. The token goes into a header, so that no link can do it. */
export function useTake(filters: Filters) {
  const timeZone = useZone();
  return useMutation({
    mutationFn: async (format: Format) => {
      const query = { ...queryOf(filters, timeZone), format };
      const { data, response } = await api.GET('/api/audit', { params: { query }, parseAs: 'blob' });
      saveFile(data as Blob, fileNameOf(response, `audit.${format}`));
    },
  });
}

/** A button for each format. */
export function TakeButtons({ take }: { take: ReturnType<typeof useTake> }) {
  const { t } = useTranslation('audit');
  const formats = [
    { format: 'csv', words: t('take.csv'), Icon: IconDownload },
    { format: 'ndjson', words: t('take.ndjson'), Icon: IconBraces },
  ] as const;
  return (
    <Group gap="xs" wrap="nowrap">
      {formats.map(({ format, words, Icon }) => {
        const common = {
          variant: 'default',
          onClick: () => take.mutate(format),
          loading: take.isPending && take.variables === format,
        } as const;
        return (
          <span key={format}>
            <Button {...common} leftSection={<Icon size={16} aria-hidden />} visibleFrom="sm">
              {words}
            </Button>
            <ActionIcon {...common} size="lg" aria-label={words} hiddenFrom="sm">
              <Icon size={18} aria-hidden />
            </ActionIcon>
          </span>
        );
      })}
    </Group>
  );
}
