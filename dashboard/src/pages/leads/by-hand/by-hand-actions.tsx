import { Button } from '@mantine/core';
import { IconArrowMerge, IconEdit } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { useCan } from '../../../shared/me';
import { isEnded } from '../../../../../domain/leads/vocabulary/ended.js';
import { useKeys } from '../parts/keys';
import { useWorksOn } from './works-on';

const EditLead = lazy(() => import('./edit-lead'));
const Merge = lazy(() => import('./merge'));

/** Changes what is known of the lead, or makes one of two. */
export function ByHandActions({ lead }: { lead: Schemas['Lead'] }) {
  const { t } = useTranslation('byHand');
  const worksOn = useWorksOn(lead);
  const canMerge = useCan('leads.merge') && !isEnded(lead.status);
  const [asking, ask] = useState<'EDIT' | 'MERGE' | null>(null);
  const close = (): void => ask(null);
  useKeys({ ...(worksOn && { e: () => ask('EDIT') }) });
  return (
    <>
      {worksOn && (
        <Button variant="default" leftSection={<IconEdit size={18} aria-hidden />} onClick={() => ask('EDIT')}>
          {t('edit.edit')}
        </Button>
      )}
      {canMerge && (
        <Button variant="default" leftSection={<IconArrowMerge size={18} aria-hidden />} onClick={() => ask('MERGE')}>
          {t('merge.ask')}
        </Button>
      )}
      <Suspense>
        {asking === 'EDIT' && <EditLead lead={lead} onClose={close} />}
        {asking === 'MERGE' && <Merge lead={lead} onClose={close} />}
      </Suspense>
    </>
  );
}
