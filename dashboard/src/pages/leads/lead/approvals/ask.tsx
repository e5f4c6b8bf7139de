import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../actions/dialog';
import { Reason } from '../../parts/reason';

interface AskProps {
  /** Whose lead it is. */
  name: string;
  onDecide: (reason: string) => void;
  onClose: () => void;
}

/** What follows, and a reason for whoever wants to give one. */
export function AskApprove({ name, onDecide, onClose }: AskProps) {
  const { t } = useTranslation('approvals');
  const [reason, setReason] = useState('');
  return (
    <Dialog title={t('approveOf', { name })} submit={t('approve')} onSubmit={() => onDecide(reason)} onClose={onClose}>
      <Text size="sm">{t('follows')}</Text>
      <Reason value={reason} onChange={setReason} autoFocus />
    </Dialog>
  );
}

/** What follows, and the reason without which nothing is declined. */
export function AskDecline({ name, onDecide, onClose }: AskProps) {
  const { t } = useTranslation('approvals');
  const [reason, setReason] = useState('');
  return (
    <Dialog
      title={t('declineOf', { name })}
      submit={t('decline')}
      disabled={reason.trim() === ''}
      onSubmit={() => onDecide(reason)}
      onClose={onClose}
    >
      <Text size="sm">{t('ends')}</Text>
      <Reason value={reason} onChange={setReason} required autoFocus />
    </Dialog>
  );
}
