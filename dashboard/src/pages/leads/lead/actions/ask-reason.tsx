import { Radio, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OUTCOMES } from '../../../../../../domain/leads/vocabulary/outcomes';
import { Dialog } from './dialog';
import { Reason } from './reason';
import type { Outcome } from './send';

interface AskProps {
  title: string;
  onReason: (reason: string) => void;
  onClose: () => void;
}

/** Why, where somebody wants to say it. */
export function AskReason({ title, onReason, onClose }: AskProps) {
  const [reason, setReason] = useState('');
  return (
    <Dialog title={title} submit={title} onSubmit={() => onReason(reason)} onClose={onClose}>
      <Reason value={reason} onChange={setReason} autoFocus />
    </Dialog>
  );
}

interface AskCloseProps {
  onOutcome: (outcome: Outcome, reason: string) => void;
  onClose: () => void;
}

/** How it ended. */
export function AskClose({ onOutcome, onClose }: AskCloseProps) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [reason, setReason] = useState('');
  return (
    <Dialog
      title={t('lead.close')}
      submit={t('lead.close')}
      disabled={outcome === null}
      onSubmit={() => outcome !== null && onOutcome(outcome, reason)}
      onClose={onClose}
    >
      <Radio.Group label={t('lead.outcome')} value={outcome} onChange={(value) => setOutcome(value)}>
        <Stack gap={8} mt={4}>
          {OUTCOMES.map((value, index) => (
            <Radio key={value} value={value} label={t(`outcome.${value}`)} data-autofocus={index === 0 || undefined} />
          ))}
        </Stack>
      </Radio.Group>
      <Reason value={reason} onChange={setReason} />
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
