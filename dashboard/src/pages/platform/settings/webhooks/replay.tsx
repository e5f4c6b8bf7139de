import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { replayRange } from '../../../../../../api/platform/contract/bodies/webhooks.js';
import { api } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { InstantField } from '../../../../shared/instant-field';
import { NotDone } from '../../../../shared/states';
import { refresh, type Webhook } from './data';

interface Values extends Record<string, unknown> {
  from: string;
  to: string;
  delivered: boolean;
}

const DAY_MS = 86_400_000;

/** Asks of which time range what happened is to be sent again. */
export function Replay({ webhook: { id, offAt }, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation('webhooks');
  const queries = useQueryClient();
  const [told, setTold] = useState<string | null>(null);
  const [openedAtMs] = useState(() => Date.now());
  const form = useContractForm<Values>({
    schema: replayRange,
    initialValues: {
      from: new Date(openedAtMs - DAY_MS).toISOString(),
      to: new Date(openedAtMs + 60_000).toISOString(),
      delivered: false,
    },
  });
  const submit = form.submits(async (values) => {
    setTold(null);
    const params = { path: { id } };
    const { deliveries, more } = (await api.POST('/api/webhooks/{id}/replay', { params, body: values })).data!;
    refresh(queries, id);
    setTold(`${t('replay.done', { count: deliveries })}${more ? ` ${t('replay.more')}` : ''}`);
  });
  const field = (name: 'from' | 'to') => ({
    label: t(`replay.${name}`),
    at: form.values[name],
    onTyped: (at: string) => form.setFieldValue(name, at),
    error: form.errors[name],
    required: true,
  });
  return (
    <Modal opened onClose={onClose} title={t('replay.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          <Text size="sm">{t(offAt === null ? 'replay.follows' : 'replay.isOff')}</Text>
          <InstantField {...field('from')} />
          <InstantField {...field('to')} />
          <Checkbox label={t('replay.delivered')} {...form.getInputProps('delivered', { type: 'checkbox' })} />
          {told !== null && (
            <Text size="sm" role="status">
              {told}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('close')}
            </Button>
            <Button type="submit" loading={form.isSending} disabled={offAt !== null}>
              {t('replay.send')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
