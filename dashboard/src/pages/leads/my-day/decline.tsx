import { Button, Chip, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../../api/server-clock';
import { useZone } from '../../../shared/instant';
import { LONGEST_REASON } from '../parts/reason';
import type { Refusal } from './answers';
import type { Offer } from './data';
import { formatter } from '../../../shared/formatter';

const REASONS = ['withCustomer', 'onTheRoad', 'notMyField'] as const;
const BUSY_MINUTES = [15, 30, 60, 120, 240] as const;

interface DeclineProps {
  /** Null: nothing is asked. */
  offer: Offer | null;
  onClose: () => void;
  onDecline: (offer: Offer, refusal: Refusal) => void;
}

/** Asks why, and whether nothing else is to come for a while. */
export function Decline({ offer, onClose, onDecline }: DeclineProps) {
  const { t } = useTranslation('myDay');
  // It is still to be seen while the dialog closes.
  const last = useRef(offer);
  if (offer) last.current = offer;
  const asked = last.current;
  return (
    <Modal
      opened={offer !== null}
      onClose={onClose}
      title={asked && t('declineOf', { name: asked.leadName ?? t('leads.unnamed') })}
      closeButtonProps={{ 'aria-label': t('cancel'), size: 44 }}
      classNames={{ inner: 'sheet' }}
    >
      {asked && <Question onClose={onClose} onDecline={(refusal) => onDecline(asked, refusal)} />}
    </Modal>
  );
}

function Question({ onClose, onDecline }: { onClose: () => void; onDecline: (refusal: Refusal) => void }) {
  const { t } = useTranslation('myDay');
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState<number | null>(null);
  const busy = useId();
  const isGiven = reason.trim() !== '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isGiven) return;
        onDecline({ reason: reason.trim(), ...(minutes !== null && { busyFor: `PT${minutes}M` }) });
      }}
    >
      <Stack>
        <Textarea
          label={t('why')}
          description={t('whyTold')}
          required
          withAsterisk={false}
          autosize
          minRows={2}
          maxLength={LONGEST_REASON}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group gap="xs">
          {REASONS.map((key) => (
            <Button key={key} variant="default" radius="xl" mih={44} onClick={() => setReason(t(key))}>
              {t(key)}
            </Button>
          ))}
        </Group>
        <div role="group" aria-labelledby={busy}>
          <Text size="sm" fw={500} id={busy} mb={6}>
            {t('busyFor')}
          </Text>
          <Chip.Group
            value={minutes === null ? 'no' : String(minutes)}
            onChange={(value) => setMinutes(value === 'no' ? null : Number(value))}
          >
            <Group gap="xs">
              <Chip value="no" variant="outline" classNames={{ label: 'chip' }}>
                {t('notBusy')}
              </Chip>
              {BUSY_MINUTES.map((value) => (
                <Chip key={value} value={String(value)} variant="outline" classNames={{ label: 'chip' }}>
                  {value < 60 ? t('minutes', { count: value }) : t('hours', { count: value / 60 })}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <Text size="sm" c="dimmed" mt={6} role="status">
            {minutes !== null && <BusyUntil minutes={minutes} />}
          </Text>
        </div>
        <Group grow>
          <Button variant="default" size="lg" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" size="lg" disabled={!isGiven}>
            {t('decline')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function BusyUntil({ minutes }: { minutes: number }) {
  const { t, i18n } = useTranslation('myDay');
  const timeZone = useZone();
  const until = new Date(serverNowMs() + minutes * 60_000);
  return t('busyUntil', {
    time: formatter(i18n.language, { timeStyle: 'short', hourCycle: 'h23', timeZone }).format(until),
  });
}
