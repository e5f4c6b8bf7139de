import { Alert, Anchor, Button, Group } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { useCan } from '../../../shared/me';

const Unmerge = lazy(() => import('./unmerge'));

/** Of a lead that was merged into another: which, and the way back. Of one that others were merged into: which. */
export function Merged({ lead: { id, merge, mergedLeads } }: { lead: Schemas['Lead'] }) {
  const { t } = useTranslation('byHand');
  const canMerge = useCan('leads.merge');
  const [undoing, undo] = useState<string | null>(null);
  if (merge === null && mergedLeads.length === 0) return null;
  const button = (mergedId: string) =>
    canMerge && (
      <Button size="compact-sm" variant="default" onClick={() => undo(mergedId)}>
        {t('unmerge.ask')}
      </Button>
    );
  return (
    <>
      {merge !== null && (
        <Alert color="blue" title={t('merged.into')}>
          <Group gap="sm">
            <Anchor component={Link} to={`/leads/${merge.intoId}`} c="inherit" underline="always">
              {t('merged.kept')}
            </Anchor>
            <Instant at={merge.mergedAt} />
            {button(id)}
          </Group>
        </Alert>
      )}
      {mergedLeads.length > 0 && (
        <Alert color="gray" title={t('merged.here', { count: mergedLeads.length })}>
          {mergedLeads.map(({ mergeId, leadId, mergedAt, reason }) => (
            <Group key={mergeId} gap="sm" mt={4}>
              <Anchor component={Link} to={`/leads/${leadId}`} c="inherit" underline="always">
                {t('merged.other')}
              </Anchor>
              <Instant at={mergedAt} />
              {reason !== null && <span className="by-hand-words">{reason}</span>}
              {button(leadId)}
            </Group>
          ))}
        </Alert>
      )}
      <Suspense>{undoing !== null && <Unmerge mergedId={undoing} onClose={() => undo(null)} />}</Suspense>
    </>
  );
}
