import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { newPassword } from '../../../../../api/platform/contract/bodies/links.js';
import { api } from '../../../api/client';
import { NewPassword } from '../../../shared/form/new-password';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { Loading, NotDone } from '../../../shared/states';
import { Before } from '../sign-in/before';
import { NotGood } from './not-good';
import { useComeIn, useLinkToken } from './token';
import { useLink, type Link } from './use-link';

/** Who forgot their password chooses a new one. */
export default function ResetPassword() {
  const { t } = useTranslation('links');
  const token = useLinkToken();
  const link = useLink('RESET', token);
  return (
    <Before title={t('reset.title')}>
      {link.isPending && <Loading />}
      {link.error && <NotGood error={link.error} how={t('reset.notGood')} again={() => void link.refetch()} />}
      {link.data && <Choose token={token} link={link.data} />}
    </Before>
  );
}

function Choose({ token, link: { email, name, org } }: { token: string; link: Link }) {
  const { t } = useTranslation('links');
  const comeIn = useComeIn();
  const form = useContractForm({
    schema: newPassword,
    initialValues: { password: '' },
    toBody: (values) => ({ token, ...values }),
  });
  return (
    <form
      noValidate
      onSubmit={form.submits(async (values) => {
        const { data } = await api.POST('/api/auth/new-password', { body: { token, ...values } });
        comeIn(data!);
      })}
    >
      <Stack>
        {form.problem && <NotDone error={form.problem} what={t('reset.failed')} />}
        <Text size="sm" className="breaks">
          {t('reset.as', { email, org })}
        </Text>
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        <NewPassword
          label={t('password.labelNew')}
          required
          withAsterisk={false}
          known={[email, org, name]}
          {...form.getInputProps('password')}
          value={form.values.password}
        />
        <Text size="sm">{t('reset.follows')}</Text>
        <Button type="submit" loading={form.isSending}>
          {t('reset.submit')}
        </Button>
      </Stack>
    </form>
  );
}
