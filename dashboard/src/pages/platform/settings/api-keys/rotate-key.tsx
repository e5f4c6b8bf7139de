import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { keyRotation } from '../../../../../../api/platform/contract/bodies/api-keys.js';
import { api } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { NotDone } from '../../../../shared/states';
import { Ends, expireAtOf, type End } from './ends';
import type { ApiKey } from './state';

const OVERLAPS = ['PT0S', 'PT1H', 'PT24H', 'P7D', 'P30D'] as const;

interface Values extends Record<string, unknown> {
  overlap: string;
  expireAt: End;
}

interface RotateKeyProps {
  apiKey: ApiKey;
  onClose: () => void;
  onMade: (name: string, key: string) => void;
}

/** A new key in the place of one, which ends after both have counted for a while. */
export function RotateKey({ apiKey: { id, name }, onClose, onMade }: RotateKeyProps) {
  const { t } = useTranslation('apiKeys');
  const bodyOf = ({ overlap, expireAt }: Values) => ({ overlap, expireAt: expireAtOf(expireAt) });
  const form = useContractForm<Values>({
    schema: keyRotation,
    initialValues: { overlap: 'PT24H', expireAt: 'YEAR' },
    toBody: bodyOf,
  });
  const submit = form.submits(async (values) => {
    const params = { path: { id } };
    onMade(name, (await api.POST('/api/api-keys/{id}/rotate', { params, body: bodyOf(values) })).data!.key);
  });
  return (
    <Modal opened onClose={onClose} title={t('rotateAsk', { name })} closeButtonProps={{ 'aria-label': t('cancel') }}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          <Text size="sm">{t('rotateFollows')}</Text>
          <Select
            label={t('overlapLabel')}
            data={OVERLAPS.map((value) => ({ value, label: t(`overlap.${value}`) }))}
            allowDeselect={false}
            data-autofocus
            {...form.getInputProps('overlap')}
          />
          <Ends {...form.getInputProps('expireAt')} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={form.isSending}>
              {t('rotate')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
