import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BulkPreview, BulkResult } from './bulk';
import { BulkItems } from './bulk-items';

const OUTCOMES = ['requested', 'refused', 'changed', 'notFound', 'failed'] as const;

/** What came of it, for each lead. */
export function BulkDone({ result: { counts, items }, preview }: { result: BulkResult; preview: BulkPreview }) {
  const { t } = useTranslation();
  const names = new Map(preview.items.map(({ leadId, name }) => [leadId, name]));
  return (
    <>
      <Text fw={600} role="status">
        {OUTCOMES.filter((outcome) => counts[outcome] > 0)
          .map((outcome) => t(`leads.bulk.${outcome}`, { count: counts[outcome] }))
          .join(', ')}
      </Text>
      <BulkItems
        label={t('leads.bulk.result')}
        items={items.map((item) => ({
          leadId: item.leadId,
          name: names.get(item.leadId) ?? null,
          words: item.why ?? t(`leads.bulk.outcomes.${item.outcome}`),
          isFine: item.outcome === 'REQUESTED',
          beside: preview.owner.name,
        }))}
      />
    </>
  );
}
