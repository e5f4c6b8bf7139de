import { Fieldset, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { newTenantBody } from '../../../../../api/leads/contract/bodies/tenants.js';
import { api } from '../../../api/client';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { countryChoices, hereCountry, hereZone, localeChoices, zoneChoices } from '../../../shared/places/choices';
import { NewForm } from '../../../shared/settings/new-form';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { useReadAnew } from './data';

/** An organisation and its first admin, who is invited. */
export function NewTenant() {
  const { t, i18n } = useTranslation('operator');
  const go = useNavigate();
  const readAnew = useReadAnew();
  const form = useContractForm({
    schema: newTenantBody,
    initialValues: {
      name: '',
      country: hereCountry() ?? '',
      locale: i18n.language,
      timeZone: hereZone(),
      admin: { name: '', email: '' },
    },
  });
  const countries = useMemo(() => countryChoices(i18n.language), [i18n.language]);
  const locales = useMemo(() => localeChoices(i18n.language, null), [i18n.language]);
  const zones = useMemo(() => zoneChoices(hereZone()), []);
  const make = async (values: typeof form.values): Promise<void> => {
    const made = (await api.POST('/api/tenants', { body: values })).data!;
    readAnew();
    tellChanged(t('made', { name: made.name }));
    // It is in the memory of this page and in no address: it lets in whoever has it.
    void go(`../${made.id}`, { state: { invitationUrl: made.invitationUrl } });
  };
  return (
    <NewForm
      form={form}
      words={{ back: t('back'), title: t('newTitle'), hint: t('newHint'), submit: t('make') }}
      act={make}
    >
      <Fieldset legend={t('organisation')}>
        <Stack gap="sm">
          <TextInput label={t('name')} data-autofocus {...form.getInputProps('name')} />
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <Select label={t('country')} data={countries} searchable {...form.getInputProps('country')} />
            <Select
              label={t('language')}
              data={locales}
              searchable
              allowDeselect={false}
              {...form.getInputProps('locale')}
            />
          </SimpleGrid>
          <Select
            label={t('zone')}
            data={zones}
            searchable
            allowDeselect={false}
            limit={100}
            {...form.getInputProps('timeZone')}
          />
        </Stack>
      </Fieldset>
      <Fieldset legend={t('admin')}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TextInput label={t('adminName')} {...form.getInputProps('admin.name')} />
          <TextInput label={t('adminEmail')} type="email" {...form.getInputProps('admin.email')} />
        </SimpleGrid>
      </Fieldset>
    </NewForm>
  );
}
