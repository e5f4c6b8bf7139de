import { Alert, List, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../../api/server-clock';
import { useZone } from '../../../shared/instant';
import { dayTimeWords } from '../../../shared/time';
import type { BulkPreview } from './bulk';
import { BulkItems } from './bulk-items';
import { ownerOf } from './cells';
import type { RowWords } from './row-words';

/** What would happen: to the new owner's load, and to each lead. */
export function BulkPreviewed({ preview, words }: { preview: BulkPreview; words: RowWords }) {
  const { t, i18n } = useTranslation();
  const timeZone = useZone();
  const { owner, counts, warnings, more, items } = preview;
  const { name, capacity, loadBefore, loadAfter } = owner;
  const whole = Math.max(capacity, loadAfter, 1);
  const late = (deadlineAt: string): string =>
    t('leads.bulk.late', {
      at: dayTimeWords(deadlineAt, { language: i18n.language, timeZone, nowMs: serverNowMs() }),
    });
  const load = t('leads.bulk.load', { name, before: loadBefore, after: loadAfter, capacity });
  return (
    <>
      <div>
        <Text size="sm" className="tabular">
          {load}
        </Text>
        <Progress.Root size="lg" aria-hidden>
          <Progress.Section value={(loadBefore / whole) * 100} color="gray.5" />
          <Progress.Section
            value={((loadAfter - loadBefore) / whole) * 100}
            color={loadAfter > capacity ? 'orange' : 'teal'}
          />
        </Progress.Root>
      </div>
      {warnings.length > 0 && (
        <Alert color="orange" variant="light" title={t('leads.bulk.warnings')}>
          <List size="sm">
            {warnings.map((warning) => (
              <List.Item key={warning}>{warning}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Text size="sm" role="status">
        {[
          t('leads.bulk.willAssign', { count: counts.assign }),
          counts.late > 0 && t('leads.bulk.willBeLate', { count: counts.late }),
          counts.refused > 0 && t('leads.bulk.willRefuse', { count: counts.refused }),
          counts.notFound > 0 && t('leads.bulk.notFound', { count: counts.notFound }),
        ]
          .filter(Boolean)
          .join(', ')}
        . {more && t('leads.bulk.more', { count: items.length })}
      </Text>
      <BulkItems
        label={t('leads.bulk.preview')}
        items={items.map((item) => ({
          leadId: item.leadId,
          name: item.name,
          isFine: item.outcome === 'ASSIGN' && !item.late,
          words:
            (item.late && item.deadlineAt ? late(item.deadlineAt) : item.why) ??
            t(`leads.bulk.outcomes.${item.outcome}`),
          beside: item.outcome === 'NOT_FOUND' ? '–' : ownerOf(item.ownerId, words),
        }))}
      />
    </>
  );
}
