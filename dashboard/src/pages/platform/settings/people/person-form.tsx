import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractForm } from '../../../../shared/form/use-contract-form';
import { roleKey } from '../../../../shared/me';
import { countryOptions, languageOptions } from '../../../../shared/settings/intl-options';
import { ROLES, useAllCalendars, useAllTeams } from './data';
import type { PersonValues } from './person-values';

interface PersonFieldsProps {
  form: ContractForm<PersonValues>;
  /** They may not be given another role: nobody else could administer the organisation. */
  lastAdmin?: boolean;
  readOnly?: boolean;
}

/** What there is to say of a person. */
export function PersonFields({ form, lastAdmin = false, readOnly = false }: PersonFieldsProps) {
  const { t, i18n } = useTranslation('people');
  const teams = useAllTeams().data ?? [];
  const calendars = useAllCalendars().data ?? [];
  const countries = useMemo(() => countryOptions(i18n.language), [i18n.language]);
  const { languages, teamIds } = form.values;
  const spoken = useMemo(() => languageOptions(i18n.language, languages), [i18n.language, languages]);
  return (
    <Fieldset variant="unstyled" disabled={readOnly}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput label={t('name')} required autoComplete="off" {...form.getInputProps('name')} />
          <TextInput label={t('email')} type="email" required autoComplete="off" {...form.getInputProps('email')} />
          <Select
            label={t('role')}
            allowDeselect={false}
            data={ROLES.map((value) => ({ value, label: t(roleKey(value), { ns: 'translation' }) }))}
            description={lastAdmin ? t('lastAdminRole') : t(`roleHints.${form.values.role}`)}
            {...form.getInputProps('role')}
            disabled={lastAdmin || readOnly}
          />
          <MultiSelect
            label={t('teams')}
            searchable
            data={teams
              .filter(({ id, archivedAt }) => archivedAt === null || teamIds.includes(id))
              .map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('teamIds')}
          />
          <NumberInput
            label={t('capacity')}
            description={t('capacityHint')}
            min={0}
            max={10_000}
            allowDecimal={false}
            clampBehavior="none"
            {...form.getInputProps('capacity')}
          />
          <Select
            label={t('calendar')}
            description={t('calendarHint')}
            placeholder={t('anyHour')}
            clearable
            searchable
            data={calendars.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('calendarId')}
          />
          <MultiSelect label={t('languages')} searchable data={spoken} {...form.getInputProps('languages')} />
          <MultiSelect
            label={t('territories')}
            description={t('territoriesHint')}
            searchable
            limit={50}
            data={countries}
            {...form.getInputProps('territories')}
          />
        </SimpleGrid>
        <Skills form={form} readOnly={readOnly} />
      </Stack>
    </Fieldset>
  );
}

function Skills({ form, readOnly }: { form: ContractForm<PersonValues>; readOnly: boolean }) {
  const { t } = useTranslation('people');
  const { skills } = form.values;
  return (
    <Fieldset legend={t('skills')}>
      <Stack gap="xs">
        {skills.length === 0 && <Text size="sm">{t('noSkills')}</Text>}
        {skills.map((_, index) => (
          <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              flex={1}
              aria-label={t('skill', { number: index + 1 })}
              maxLength={64}
              {...form.getInputProps(`skills.${index}.skill`)}
            />
            <Select
              w={110}
              aria-label={t('level', { number: index + 1 })}
              allowDeselect={false}
              data={['1', '2', '3', '4', '5']}
              {...form.getInputProps(`skills.${index}.level`)}
              value={String(skills[index]!.level)}
              onChange={(level) => form.setFieldValue(`skills.${index}.level`, Number(level))}
            />
            {!readOnly && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={t('removeSkill', { number: index + 1 })}
                onClick={() => form.removeListItem('skills', index)}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            )}
          </Group>
        ))}
        {form.errors['skills'] && (
          <Text size="sm" c="red" role="alert">
            {form.errors['skills']}
          </Text>
        )}
        {!readOnly && (
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => form.insertListItem('skills', { skill: '', level: 1 })}
            style={{ alignSelf: 'flex-start' }}
          >
            {t('addSkill')}
          </Button>
        )}
      </Stack>
    </Fieldset>
  );
}
