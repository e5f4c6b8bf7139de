import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { newApiKeyBody } from '../../../../../../api/platform/contract/bodies/api-keys.js';
import { api } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { NotDone } from '../../../../shared/states';
import { Ends, expireAtOf, type End } from './ends';
import type { ApiKey } from './state';

const SCOPES = [
  'leads:read',
  'leads:write',
  'tower:read',
  'operations:read',
  'operations:write',
] as const satisfies readonly ApiKey['scopes'][number][];

interface Values extends Record<string, unknown> {
  name: string;
  scopes: ApiKey['scopes'];
  expireAt: End;
}

interface NewKeyProps {
  onClose: () => void;
  onMade: (name: string, key: string) => void;
}

/** Asks what a new key is for, what it may do, and for how long. */
export function NewKey({ onClose, onMade }: NewKeyProps) {
  const { t } = useTranslation('apiKeys');
  const bodyOf = ({ expireAt, ...values }: Values) => ({ ...values, expireAt: expireAtOf(expireAt) });
  const form = useContractForm<Values>({
    schema: newApiKeyBody,
    initialValues: { name: '', scopes: [], expireAt: 'YEAR' },
    toBody: bodyOf,
  });
  const submit = form.submits(async (values) => {
    const { name, key } = (await api.POST('/api/api-keys', { body: bodyOf(values) })).data!;
    onMade(name, key);
  });
  return (
    <Modal opened onClose={onClose} title={t('newTitle')} closeButtonProps={{ 'aria-label': t('cancel') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          <TextInput
            label={t('name')}
            description={t('nameHint')}
            data-autofocus
            required
            {...form.getInputProps('name')}
          />
          <Checkbox.Group label={t('scopes')} required {...form.getInputProps('scopes')}>
            <Stack gap="xs" mt={4}>
              {SCOPES.map((scope) => (
                <Checkbox
                  key={scope}
                  value={scope}
                  label={t(`scope.${scope.replace(':', '_')}`)}
                  description={t(`scopeHint.${scope.replace(':', '_')}`)}
                />
              ))}
            </Stack>
          </Checkbox.Group>
          <Ends {...form.getInputProps('expireAt')} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={form.isSending}>
              {t('make')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
