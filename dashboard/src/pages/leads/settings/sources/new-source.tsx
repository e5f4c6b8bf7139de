import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { newEndpointBody } from '../../../../../../api/leads/contract/bodies/endpoints.js';
import { ADAPTER_NAMES } from '../../../../../../domain/leads/vocabulary/adapters.js';
import { api } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { NotDone } from '../../../../shared/states';
import type { Fresh, Source } from './data';
import { SecretField } from './secret-field';

interface Values extends Record<string, unknown> {
  name: string;
  source: string;
  adapter: Source['adapter'];
  secret: string;
}

const bodyOf = ({ secret, ...values }: Values) => ({ ...values, ...(secret.trim() !== '' && { secret }) });

/** Asks what a new source is called and how its sender speaks. */
export function NewSource({ onClose, onMade }: { onClose: () => void; onMade: (fresh: Fresh) => void }) {
  const { t } = useTranslation('sources');
  const queries = useQueryClient();
  const form = useContractForm<Values>({
    schema: newEndpointBody,
    initialValues: { name: '', source: '', adapter: 'standard', secret: '' },
    toBody: bodyOf,
  });
  const submit = form.submits(async (values) => {
    const { id, secret } = (await api.POST('/api/endpoints', { body: bodyOf(values) })).data!;
    void queries.invalidateQueries({ queryKey: ['endpoints'] });
    onMade({ sourceId: id, secret });
  });
  const { adapter } = form.values;
  return (
    <Modal opened onClose={onClose} title={t('new.title')} closeButtonProps={{ 'aria-label': t('cancel') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          <TextInput
            label={t('field.name')}
            description={t('field.nameHint')}
            data-autofocus
            required
            key={form.key('name')}
            {...form.getInputProps('name')}
          />
          <Select
            label={t('field.adapter')}
            description={t(`about.${adapter}`)}
            data={ADAPTER_NAMES.map((value) => ({ value, label: t(`adapter.${value}`) }))}
            allowDeselect={false}
            {...form.getInputProps('adapter')}
          />
          <TextInput
            label={t('field.source')}
            description={t('field.sourceHint')}
            required
            {...form.getInputProps('source')}
          />
          <SecretField adapter={adapter} {...form.getInputProps('secret')} />
          <Text size="sm" c="dimmed">
            {t('new.follows')}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={form.isSending}>
              {t('new.make')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
