import { Alert, List, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { organisationChange } from '../../../../../../api/platform/contract/bodies/organisation.js';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { countryChoices, localeChoices, zoneChoices } from '../../../../shared/places/choices';
import { FormCard, type CardProps } from './card';
import { useChange, type Organisation } from './data';

const WEEK_STARTS = ['MON', 'SAT', 'SUN'] as const;
/** 2024-01-01 was a Monday. */
const DAYS = { MON: 1, TUE: 2, WED: 3, THU: 4, FRI: 5, SAT: 6, SUN: 7 } as const;

const valuesOf = ({ name, timeZone, locale, country, weekStart }: Organisation) => ({
  name,
  timeZone,
  locale,
  country,
  weekStart,
});

/** Its name, and where and how it works. */
export function General({ organisation, ...card }: CardProps) {
  const { t, i18n } = useTranslation('organisation');
  const change = useChange();
  const before = valuesOf(organisation);
  const form = useContractForm({ schema: organisationChange, initialValues: before });
  const countries = useMemo(() => countryChoices(i18n.language), [i18n.language]);
  const locales = useMemo(() => localeChoices(i18n.language, before.locale), [i18n.language, before.locale]);
  const zones = useMemo(() => zoneChoices(before.timeZone), [before.timeZone]);
  const dayName = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' });
  const starts = [...new Set([...WEEK_STARTS, before.weekStart])].map((value) => ({
    value,
    label: dayName.format(Date.UTC(2024, 0, DAYS[value])),
  }));
  const { values } = form;
  const follows = [
    ...(values.timeZone === before.timeZone ? [] : [t('follows.zone'), t('follows.calendars')]),
    ...(values.locale === before.locale ? [] : [t('follows.language')]),
    ...(values.country === before.country ? [] : [t('follows.country')]),
  ];
  const readOnly = !card.mayChange;
  const select = { searchable: true, allowDeselect: false, readOnly };
  return (
    <FormCard title={t('general')} hint={t('generalHint')} form={form} act={(now) => change(now, before)} {...card}>
      <TextInput label={t('name')} readOnly={readOnly} {...form.getInputProps('name')} />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <Select label={t('country')} data={countries} {...select} {...form.getInputProps('country')} />
        <Select label={t('language')} data={locales} {...select} {...form.getInputProps('locale')} />
        <Select label={t('zone')} data={zones} limit={100} {...select} {...form.getInputProps('timeZone')} />
        <Select label={t('weekStart')} data={starts} {...select} {...form.getInputProps('weekStart')} />
      </SimpleGrid>
      {follows.length > 0 && (
        <Alert color="teal" title={t('follows.title')}>
          <List size="sm">
            {follows.map((text) => (
              <List.Item key={text}>{text}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </FormCard>
  );
}
