import { Select, SimpleGrid, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ContractForm } from '../../../shared/form/use-contract-form';
import { countryChoices } from '../../../shared/places/choices';
import { languageOptions } from '../../../shared/settings/intl-options';
import './by-hand.css';
import { AttributeRows, ConsentRows } from './rows';
import { faultsOf, type LeadValues } from './values';

/** What the API says of a field before it is asked to keep it; undefined: nothing. */
export type Hints = Partial<Record<'email' | 'phone', string>>;

interface LeadFieldsProps {
  form: ContractForm<LeadValues>;
  hints?: Hints;
  /** Whether rows that are wrong are said to be: not while they are being typed for the first time. */
  isJudged: boolean;
}

/** What is known of the person and what they ask for, as fields. */
export function LeadFields({ form, hints = {}, isJudged }: LeadFieldsProps) {
  const { t, i18n } = useTranslation('byHand');
  const { attributes, consents } = form.values;
  const nothing = new Map<string, never>();
  const of = (field: 'email' | 'phone') => {
    const props = form.getInputProps(field) as { error?: string; onChange: (event: unknown) => void };
    return {
      ...props,
      error: props.error ?? hints[field],
      onChange: (event: unknown) => {
        props.onChange(event);
        // One of the two is enough, whichever.
        form.clearFieldError('email');
      },
    };
  };
  const { language } = form.values;
  return (
    <Stack>
      <TextInput label={t('field.name')} autoComplete="off" data-autofocus {...form.getInputProps('name')} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('field.phone')}
          description={t('field.phoneHint')}
          type="tel"
          autoComplete="off"
          {...of('phone')}
        />
        <TextInput
          label={t('field.email')}
          description={t('field.emailHint')}
          type="email"
          autoComplete="off"
          {...of('email')}
        />
      </SimpleGrid>
      <Textarea label={t('field.message')} autosize minRows={2} maxRows={8} {...form.getInputProps('message')} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t('field.country')}
          data={countryChoices(i18n.language)}
          searchable
          clearable
          {...form.getInputProps('country')}
        />
        <Select
          label={t('field.language')}
          data={languageOptions(i18n.language, language === null ? [] : [language])}
          searchable
          clearable
          {...form.getInputProps('language')}
        />
      </SimpleGrid>
      <TagsInput label={t('field.tags')} description={t('field.tagsHint')} {...form.getInputProps('tags')} />
      <AttributeRows
        rows={attributes}
        onChange={(rows) => form.setFieldValue('attributes', rows)}
        faults={isJudged ? faultsOf(attributes) : nothing}
        error={form.errors['attributes']}
      />
      <ConsentRows
        rows={consents}
        onChange={(rows) => form.setFieldValue('consents', rows)}
        faults={isJudged ? faultsOf(consents) : nothing}
        error={form.errors['consents']}
      />
    </Stack>
  );
}

/** Whether a row of the form is wrong by itself. */
export const hasFaults = ({ attributes, consents }: LeadValues): boolean =>
  faultsOf(attributes).size + faultsOf(consents).size > 0;
