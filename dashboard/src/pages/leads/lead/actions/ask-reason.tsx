import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog';
import { Reason } from '../../parts/reason';

interface AskProps {
  title: string;
  /** It cannot be done without. */
  required?: boolean;
  onReason: (reason: string) => void;
  onClose: () => void;
}

/** Why, where somebody wants to say it or must. */
export function AskReason({ title, required = false, onReason, onClose }: AskProps) {
  const [reason, setReason] = useState('');
  const isMissing = required && reason.trim() === '';
  return (
    <Dialog title={title} submit={title} disabled={isMissing} onSubmit={() => onReason(reason)} onClose={onClose}>
      <Reason value={reason} onChange={setReason} required={required} autoFocus />
    </Dialog>
  );
}

interface AskCancelProps {
  clocks: { key: string; name: string }[];
  onCancel: (clock: { key: string; name: string }, reason: string) => void;
  onClose: () => void;
}

/** Which clock is to end before its proof. */
export function AskCancelClock({ clocks, onCancel, onClose }: AskCancelProps) {
  const { t } = useTranslation();
  const [key, setKey] = useState(clocks[0]?.key ?? null);
  const [reason, setReason] = useState('');
  const clock = clocks.find((one) => one.key === key);
  return (
    <Dialog
      title={t('lead.cancelClock')}
      submit={t('lead.cancelClock')}
      disabled={!clock}
      onSubmit={() => clock && onCancel(clock, reason)}
      onClose={onClose}
    >
      <Select
        label={t('lead.clock')}
        description={t('lead.cancelClockHint')}
        data={clocks.map(({ key, name }) => ({ value: key, label: name }))}
        value={key}
        onChange={setKey}
        allowDeselect={false}
      />
      <Reason value={reason} onChange={setReason} autoFocus />
    </Dialog>
  );
}

const BUSY_MINUTES = [15, 30, 60, 120, 240] as const;

interface AskDeclineProps {
  onDecline: (reason: string, busyFor?: string) => void;
  onClose: () => void;
}

/** Why not, and whether to be left alone for a while. */
export function AskDecline({ onDecline, onClose }: AskDeclineProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState<string | null>(null);
  return (
    <Dialog
      title={t('lead.decline')}
      submit={t('lead.decline')}
      disabled={reason.trim() === ''}
      onSubmit={() => onDecline(reason.trim(), busy ?? undefined)}
      onClose={onClose}
    >
      <Reason value={reason} onChange={setReason} required autoFocus />
      <Select
        label={t('lead.busyFor')}
        placeholder={t('lead.notBusy')}
        data={BUSY_MINUTES.map((count) => ({ value: `PT${count}M`, label: t('lead.minutes', { count }) }))}
        value={busy}
        onChange={setBusy}
        clearable
      />
    </Dialog>
  );
}
