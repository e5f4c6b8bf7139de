import { Button } from '@mantine/core';
import { IconDownload, IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Csv } from './use-csv';

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

/** Takes the list along, or ends that while it runs. */
export function CsvButton({ csv: { start, stop, isRunning, bytes } }: { csv: Csv }) {
  const { t } = useTranslation();
  const Sign = isRunning ? IconPlayerStop : IconDownload;
  const running = t('leads.csvRunning', { size: megabytes(bytes) });
  return (
    <Button
      variant="default"
      leftSection={<Sign size={16} aria-hidden />}
      onClick={isRunning ? stop : start}
      aria-label={isRunning ? `${running}: ${t('leads.csvStop')}` : undefined}
    >
      <span className="tabular">{isRunning ? running : t('leads.csv')}</span>
    </Button>
  );
}
