import { PasswordInput, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ContractForm } from '../../../../shared/form/use-contract-form';
import { Card } from './card';
import { Copied } from './copied';
import type { SignOnShown } from './data';
import { TryIt } from './try-it';
import type { SignOnValues } from './values';

interface ProviderProps {
  form: ContractForm<SignOnValues>;
  shown: SignOnShown;
  readOnly: boolean;
}

/** Which provider it is, and what it must know of us. */
export function Provider({ form, shown: { settings, redirectUri, signInLink }, readOnly }: ProviderProps) {
  const { t } = useTranslation('signOn');
  return (
    <Card title={t('provider.title')} text={t('provider.text')}>
      <Copied label={t('provider.redirect')} hint={t('provider.redirectHint')} value={redirectUri} />
      <TextInput
        label={t('provider.issuer')}
        description={t('provider.issuerHint')}
        placeholder="https://login.example.com"
        required
        inputMode="url"
        readOnly={readOnly}
        {...form.getInputProps('issuer')}
      />
      <TextInput
        label={t('provider.clientId')}
        required
        autoComplete="off"
        readOnly={readOnly}
        {...form.getInputProps('clientId')}
      />
      {!readOnly && (
        <Stack>
          <PasswordInput
            label={t('provider.secret')}
            description={t(settings ? 'provider.secretKept' : 'provider.secretHint')}
            required={!settings}
            autoComplete="new-password"
            {...form.getInputProps('clientSecret')}
          />
          <TryIt form={form} />
        </Stack>
      )}
      <Copied label={t('provider.link')} hint={t('provider.linkHint')} value={signInLink} />
    </Card>
  );
}
