import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changedPassword } from '../../../../../api/platform/contract/bodies/links.js';
import { api } from '../../../api/client';
import { NewPassword } from '../../../shared/form/new-password';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { useMe } from '../../../shared/me';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { NotDone } from '../../../shared/states';
import { Card } from './card';

/** Changes one's own password. */
export default function PasswordCard() {
  const { t } = useTranslation('links');
  const me = useMe();
  const form = useContractForm({ schema: changedPassword, initialValues: { oldPassword: '', newPassword: '' } });
  return (
    <Card title={t('password.label')}>
      <form
        noValidate
        onSubmit={form.submits(async (body) => {
          await api.POST('/api/auth/password', { body });
          form.reset();
          tellChanged(t('change.done'));
        })}
      >
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          <input type="email" name="email" autoComplete="username" value={me?.email ?? ''} readOnly hidden />
          <PasswordInput
            label={t('change.old')}
            autoComplete="current-password"
            required
            withAsterisk={false}
            {...form.getInputProps('oldPassword')}
          />
          <NewPassword
            label={t('password.labelNew')}
            required
            withAsterisk={false}
            known={[me?.name ?? '', me?.email ?? '', me?.org?.name ?? '']}
            {...form.getInputProps('newPassword')}
            value={form.values.newPassword}
          />
          <Text size="sm">{t('change.follows')}</Text>
          <Group>
            <Button type="submit" loading={form.isSending}>
              {t('change.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}
