import { Button, Checkbox, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { newTimeOff } from '../../../../../api/platform/contract/bodies/time-off.js';
import { serverNowMs } from '../../../api/server-clock';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { useZone } from '../../../shared/instant';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { NotDone } from '../../../shared/states';
import { instantOf, wallClockOf } from '../../../shared/wall-clock';
import { cancel, plan } from './data';
import type { HandoverProps } from './handover';

interface PlanTimeOffProps {
  userId: string;
  own: boolean;
  Handover: ComponentType<HandoverProps>;
  onClose: () => void;
}

interface Values extends Record<string, unknown> {
  when: 'NOW' | 'LATER';
  /** As the clocks of the org show it: `2026-11-20T17:50`. */
  from: string;
  to: string;
  reason: string;
  replan: boolean;
}

const DAY_MS = 86_400_000;
const nowIso = (): string => new Date(serverNowMs()).toISOString();

/** The midnight that follows, after so many whole days, on the clocks of a zone. */
function midnightAfter(days: number, timeZone: string): string {
  const later = new Date(serverNowMs() + (days + 1) * DAY_MS).toISOString();
  return `${wallClockOf(later, timeZone).slice(0, 10)}T00:00`;
}

/** Plans time off, from now or later, after showing what it will do to the open leads. */
export function PlanTimeOff({ userId, own, Handover, onClose }: PlanTimeOffProps) {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const timeZone = useZone();
  const bodyOf = ({ when, from, to, reason, replan }: Values) => ({
    from: when === 'NOW' ? nowIso() : instantOf(from, timeZone),
    to: instantOf(to, timeZone),
    replan,
    ...(reason.trim() !== '' && { reason: reason.trim() }),
  });
  const form = useContractForm<Values>({
    schema: newTimeOff,
    initialValues: {
      when: own ? 'NOW' : 'LATER',
      from: midnightAfter(0, timeZone),
      to: midnightAfter(own ? 0 : 1, timeZone),
      reason: '',
      replan: true,
    },
    toBody: (values) => bodyOf(values),
  });
  const { when, from, replan } = form.values;
  const refresh = () => queries.invalidateQueries({ queryKey: ['people'] });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t(own ? 'away.iAmAway' : 'away.plan')}
      closeButtonProps={{ 'aria-label': t('cancel') }}
    >
      <form
        noValidate
        onSubmit={form.submits(async (values) => {
          const made = await plan(userId, bodyOf(values));
          onClose();
          void refresh();
          tellChanged(t(values.when === 'NOW' ? 'away.begunTold' : 'away.plannedTold'), async () => {
            await cancel(userId, made.id);
            await refresh();
          });
        })}
      >
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          <SegmentedControl
            aria-label={t('away.when')}
            data={[
              { value: 'NOW', label: t('away.now') },
              { value: 'LATER', label: t('away.later') },
            ]}
            {...form.getInputProps('when')}
          />
          {when === 'LATER' && (
            <TextInput type="datetime-local" label={t('away.from')} {...form.getInputProps('from')} />
          )}
          <TextInput type="datetime-local" label={t('away.to')} {...form.getInputProps('to')} />
          <Group gap="xs">
            {([0, 1, 7] as const).map((days) => (
              <Button
                key={days}
                size="compact-sm"
                variant="default"
                onClick={() => form.setFieldValue('to', midnightAfter(days, timeZone))}
              >
                {t(`away.until.${days}`)}
              </Button>
            ))}
          </Group>
          <TextInput
            label={t('away.reason')}
            description={t('away.reasonHint')}
            maxLength={500}
            {...form.getInputProps('reason')}
          />
          <Checkbox label={t('away.replan')} {...form.getInputProps('replan', { type: 'checkbox' })} />
          <Text fw={600}>{t('away.follows')}</Text>
          <Handover
            userId={userId}
            cause="TIME_OFF"
            from={when === 'NOW' ? undefined : instantOf(from, timeZone) || undefined}
            replan={replan}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={form.isSending}>
              {t(own ? 'away.go' : 'away.plan')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
