import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OUTCOMES } from '../../../../../../domain/leads/vocabulary/outcomes';
import type { Schemas } from '../../../../api/client';
import { Dialog } from './dialog';
import { NONE, PickLead } from '../../parts/pick-lead';
import { Reason } from '../../parts/reason';
import type { Outcome } from './send';

interface AskCloseProps {
  lead: Schemas['Lead'];
  /** @param duplicateOfId of a duplicate: of which lead; undefined: of none that is here */
  onOutcome: (outcome: Outcome, reason: string, duplicateOfId: string | undefined) => void;
  onClose: () => void;
}

/** How it ended, and of a duplicate: of which lead. */
export function AskClose({ lead, onOutcome, onClose }: AskCloseProps) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [original, setOriginal] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const isDuplicate = outcome === 'DUPLICATE';
  const isReady = outcome !== null && (!isDuplicate || original !== null);
  const duplicateOfId = isDuplicate && original !== null && original !== NONE ? original : undefined;
  return (
    <Dialog
      title={t('lead.close')}
      submit={t('lead.close')}
      disabled={!isReady}
      onSubmit={() => isReady && onOutcome(outcome, reason, duplicateOfId)}
      onClose={onClose}
    >
      <Radio.Group label={t('lead.outcome')} value={outcome} onChange={(value) => setOutcome(value)}>
        <Stack gap={8} mt={4}>
          {OUTCOMES.map((value, index) => (
            <Radio key={value} value={value} label={t(`outcome.${value}`)} data-autofocus={index === 0 || undefined} />
          ))}
        </Stack>
      </Radio.Group>
      {isDuplicate && <PickLead lead={lead} value={original} onChange={setOriginal} />}
      <Reason value={reason} onChange={setReason} />
    </Dialog>
  );
}
