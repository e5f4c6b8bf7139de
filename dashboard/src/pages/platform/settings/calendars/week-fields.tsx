import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { FormErrors } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { WEEKDAYS } from '../../../../../../api/platform/contract/bodies/calendar.js';
import { dayName } from './day-names';
import { added, type DayHours } from './week';

interface WeekFieldsProps {
  weekly: readonly DayHours[];
  errors: FormErrors;
  onChange: (weekly: DayHours[]) => void;
}

/** The same week as fields, to the minute. */
export function WeekFields({ weekly, errors, onChange }: WeekFieldsProps) {
  const { t, i18n } = useTranslation('calendars');
  const set = (index: number, change: Partial<DayHours>): void =>
    onChange(weekly.map((one, at) => (at === index ? { ...one, ...change } : one)));
  const isWrong = Object.keys(errors).some((path) => path.startsWith('weekly'));
  return (
    <details className="week-fields" open={isWrong || undefined}>
      <summary>{t('asFields')}</summary>
      <Stack gap="xs" mt="sm">
        {WEEKDAYS.map((day) => {
          const name = dayName(day, i18n.language);
          return (
            <Group key={day} align="start" wrap="nowrap" role="group" aria-label={name}>
              <Text className="week-field-day">{name}</Text>
              <Stack gap="xs">
                {weekly.map((one, index) =>
                  one.day === day ? (
                    <Group key={index} gap="xs" wrap="nowrap" align="start">
                      <TextInput
                        type="time"
                        aria-label={t('from', { day: name })}
                        value={one.from}
                        error={errors[`weekly.${index}.from`]}
                        onChange={({ currentTarget: { value } }) => set(index, { from: value })}
                      />
                      <TextInput
                        type="time"
                        aria-label={t('to', { day: name })}
                        value={one.to === '24:00' ? '00:00' : one.to}
                        error={errors[`weekly.${index}.to`]}
                        onChange={({ currentTarget: { value } }) => set(index, { to: endOf(value) })}
                      />
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        mt={6}
                        aria-label={t('removeHours', { day: name, from: one.from, to: one.to })}
                        onClick={() => onChange(weekly.filter((_, at) => at !== index))}
                      >
                        <IconTrash size={16} aria-hidden />
                      </ActionIcon>
                    </Group>
                  ) : null,
                )}
                {!weekly.some((one) => one.day === day) && (
                  <Text size="sm" c="dimmed">
                    {t('closed')}
                  </Text>
                )}
              </Stack>
              <Button
                variant="subtle"
                size="compact-sm"
                mt={4}
                leftSection={<IconPlus size={14} aria-hidden />}
                aria-label={t('addHours', { day: name })}
                onClick={() => onChange([...weekly, added(weekly, day)])}
              >
                {t('addShort')}
              </Button>
            </Group>
          );
        })}
      </Stack>
    </details>
  );
}

/** A field for times has no 24:00: midnight as an end is that of the day. */
const endOf = (value: string): string => (value === '00:00' ? '24:00' : value);
