import { Button, Fieldset, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { setupBody } from '../../../../../api/platform/contract/bodies/setup.js';
import { PAGES } from '../../../shared/pages';
import { api, Refused } from '../../../api/client';
import { takeSession } from '../../../api/session';
import { NewPassword } from '../../../shared/form/new-password';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { countryChoices, hereCountry, hereZone, localeChoices, zoneChoices } from '../../../shared/places/choices';
import { NotDone } from '../../../shared/states';

const GONE = 410;

/** The organisation and its admin. @param onGone the link was used, or ended, meanwhile */
export function SetupForm({ token, onGone }: { token: string; onGone: () => void }) {
  const { t, i18n } = useTranslation('setup');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useContractForm({
    schema: setupBody,
    initialValues: {
      token,
      organisation: { name: '', country: hereCountry(), locale: i18n.language, timeZone: hereZone() },
      admin: { name: '', email: '', password: '' },
    },
  });
  const { admin, organisation } = form.values;
  const countries = useMemo(() => countryChoices(i18n.language), [i18n.language]);
  const locales = useMemo(() => localeChoices(i18n.language, null), [i18n.language]);
  const zones = useMemo(() => zoneChoices(hereZone()), []);

  const setUp = async (values: typeof form.values): Promise<void> => {
    try {
      const { data } = await api.POST('/api/setup', { body: values });
      // What somebody else saw here is not theirs.
      queries.clear();
      takeSession(data!);
      void navigate(PAGES.firstHour, { replace: true });
    } catch (error) {
      if (error instanceof Refused && error.status === GONE) onGone();
      throw error;
    }
  };

  return (
    <form onSubmit={form.submits(setUp)} noValidate>
      <Stack>
        {form.problem && <NotDone error={form.problem} what={t('failed')} />}
        <Fieldset legend={t('organisation')}>
          <Stack gap="sm">
            <TextInput
              label={t('name')}
              autoComplete="organization"
              data-autofocus
              {...form.getInputProps('organisation.name')}
            />
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
              <Select
                label={t('country')}
                description={t('countryHint')}
                data={countries}
                searchable
                {...form.getInputProps('organisation.country')}
              />
              <Select
                label={t('language')}
                description={t('languageHint')}
                data={locales}
                searchable
                allowDeselect={false}
                {...form.getInputProps('organisation.locale')}
              />
            </SimpleGrid>
            <Select
              label={t('zone')}
              description={t('zoneHint')}
              data={zones}
              searchable
              allowDeselect={false}
              limit={100}
              {...form.getInputProps('organisation.timeZone')}
            />
          </Stack>
        </Fieldset>
        <Fieldset legend={t('admin')}>
          <Stack gap="sm">
            <TextInput label={t('yourName')} autoComplete="name" {...form.getInputProps('admin.name')} />
            <TextInput label={t('email')} type="email" autoComplete="username" {...form.getInputProps('admin.email')} />
            <NewPassword
              label={t('password')}
              known={[admin.name, admin.email, organisation.name]}
              {...form.getInputProps('admin.password')}
              value={admin.password}
            />
          </Stack>
        </Fieldset>
        <Button type="submit" loading={form.isSending}>
          {t('submit')}
        </Button>
      </Stack>
    </form>
  );
}
