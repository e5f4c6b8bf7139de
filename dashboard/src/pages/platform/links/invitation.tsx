import { Button, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { acceptedInvitation } from '../../../../../api/platform/contract/bodies/links.js';
import { api } from '../../../api/client';
import { LANGUAGES, speak, type Language } from '../../../i18n';
import { NewPassword } from '../../../shared/form/new-password';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { Loading, NotDone } from '../../../shared/states';
import { Before } from '../sign-in/before';
import { NotGood } from './not-good';
import { useComeIn, useLinkToken } from './token';
import { useLink, type Link } from './use-link';

/** Who was invited takes it up: their name, a password, their language. */
export default function Invitation() {
  const { t } = useTranslation('links');
  const token = useLinkToken();
  const link = useLink('INVITATION', token);
  const title = link.data ? t('invitation.title', { org: link.data.org }) : t('invitation.titleBare');
  return (
    <Before title={title}>
      {link.isPending && <Loading />}
      {link.error && <NotGood error={link.error} how={t('invitation.notGood')} again={() => void link.refetch()} />}
      {link.data && <Accept token={token} link={link.data} />}
    </Before>
  );
}

function Accept({ token, link: { email, name, org, language } }: { token: string; link: Link }) {
  const { t } = useTranslation('links');
  const comeIn = useComeIn();
  const form = useContractForm({
    schema: acceptedInvitation,
    initialValues: { name, password: '', language },
    toBody: (values) => ({ token, ...values }),
  });
  const chosen = form.values.language;
  // The page speaks what was chosen at once.
  useEffect(() => void speak(chosen).catch(() => undefined), [chosen]);
  const password = form.getInputProps('password');
  return (
    <form
      noValidate
      onSubmit={form.submits(async (values) => {
        const { data } = await api.POST('/api/auth/invitation', { body: { token, ...values } });
        comeIn(data!);
      })}
    >
      <Stack>
        {form.problem && <NotDone error={form.problem} what={t('invitation.failed')} />}
        <Text size="sm" className="breaks">
          {t('invitation.as', { email })}
        </Text>
        {/* For whoever keeps passwords for people. */}
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        <TextInput
          label={t('name')}
          autoComplete="name"
          required
          withAsterisk={false}
          {...form.getInputProps('name')}
        />
        <NewPassword
          label={t('password.label')}
          required
          withAsterisk={false}
          known={[email, org, name, form.values.name]}
          {...password}
          value={form.values.password}
        />
        <NativeSelect
          label={t('language')}
          data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
          {...form.getInputProps('language')}
          onChange={(event) => form.setFieldValue('language', event.currentTarget.value as Language)}
        />
        <Button type="submit" loading={form.isSending}>
          {t('invitation.submit')}
        </Button>
      </Stack>
    </form>
  );
}
