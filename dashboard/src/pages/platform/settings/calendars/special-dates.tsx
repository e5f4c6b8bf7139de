import { ActionIcon, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import type { FormErrors } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Hours } from './data';
import { dateName } from './day-names';

type SpecialDate = Hours['specialDates'][number];

interface SpecialDatesProps {
  dates: readonly SpecialDate[];
  errors: FormErrors;
  isReadOnly: boolean;
  onChange: (dates: SpecialDate[]) => void;
}

/** Dates with hours of their own, or none: they win over the week and over a holiday. */
export function SpecialDates({ dates, errors, isReadOnly, onChange }: SpecialDatesProps) {
  const { t, i18n } = useTranslation('calendars');
  const set = (index: number, change: Partial<SpecialDate>): void =>
    onChange(dates.map((one, at) => (at === index ? { ...one, ...change } : one)));
  return (
    <Stack gap="sm">
      <div>
        <Title order={2} size="h4">
          {t('special')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('specialHelp')}
        </Text>
      </div>
      {dates.map((one, index) => {
        const what = one.date ? dateName(one.date, i18n.language) : t('newDate');
        const setHours = (at: number, change: Partial<SpecialDate['intervals'][number]>): void =>
          set(index, { intervals: one.intervals.map((span, place) => (place === at ? { ...span, ...change } : span)) });
        return (
          <Group key={index} align="start" role="group" aria-label={what}>
            <TextInput
              type="date"
              aria-label={t('dateOf', { what })}
              value={one.date}
              error={errors[`specialDates.${index}.date`]}
              onChange={({ currentTarget: { value } }) => set(index, { date: value })}
            />
            <Stack gap="xs">
              {one.intervals.length === 0 && (
                <Text size="sm" pt={8}>
                  {t('closedAllDay')}
                </Text>
              )}
              {one.intervals.map((span, at) => (
                <Group key={at} gap="xs" wrap="nowrap" align="start">
                  <TextInput
                    type="time"
                    aria-label={t('from', { day: what })}
                    value={span.from}
                    error={errors[`specialDates.${index}.intervals.${at}.from`]}
                    onChange={({ currentTarget: { value } }) => setHours(at, { from: value })}
                  />
                  <TextInput
                    type="time"
                    aria-label={t('to', { day: what })}
                    value={span.to === '24:00' ? '00:00' : span.to}
                    error={errors[`specialDates.${index}.intervals.${at}.to`]}
                    onChange={({ currentTarget: { value } }) =>
                      setHours(at, { to: value === '00:00' ? '24:00' : value })
                    }
                  />
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    mt={6}
                    aria-label={t('removeHours', { day: what, ...span })}
                    onClick={() => set(index, { intervals: one.intervals.filter((_, place) => place !== at) })}
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </Group>
              ))}
            </Stack>
            {!isReadOnly && (
              <Group gap="xs">
                <Button
                  variant="subtle"
                  size="compact-sm"
                  mt={4}
                  aria-label={t('addHours', { day: what })}
                  onClick={() => set(index, { intervals: [...one.intervals, { from: '09:00', to: '13:00' }] })}
                >
                  {t('addShort')}
                </Button>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  mt={4}
                  aria-label={t('removeDate', { what })}
                  onClick={() => onChange(dates.filter((_, at) => at !== index))}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Group>
            )}
          </Group>
        );
      })}
      {dates.length === 0 && <Text size="sm">{t('noSpecial')}</Text>}
      {!isReadOnly && (
        <Button
          variant="subtle"
          w="fit-content"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => onChange([...dates, { date: '', intervals: [] }])}
        >
          {t('addDate')}
        </Button>
      )}
    </Stack>
  );
}
