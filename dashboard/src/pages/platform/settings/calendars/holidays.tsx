import { ActionIcon, Button, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import type { FormErrors } from '@mantine/form';
import { IconDownload, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../../../api/server-clock';
import type { Hours } from './data';
import { dateName } from './day-names';
import { ImportHolidays } from './import-holidays';

type Holiday = Hours['holidays'][number];

interface HolidaysProps {
  holidays: readonly Holiday[];
  errors: FormErrors;
  isReadOnly: boolean;
  onChange: (holidays: Holiday[]) => void;
}

const byDate = (a: { date: string }, b: { date: string }): number => a.date.localeCompare(b.date);

/** Days on which nothing opens: taken in from a country's list, and one's own. */
export function Holidays({ holidays, errors, isReadOnly, onChange }: HolidaysProps) {
  const { t, i18n } = useTranslation('calendars');
  const [isImporting, setImporting] = useState(false);
  const [hasPast, setHasPast] = useState(false);
  const today = new Date(serverNowMs()).toISOString().slice(0, 10);
  const past = holidays.filter(({ date }) => date < today).length;
  const set = (index: number, change: Partial<Holiday>): void =>
    onChange(holidays.map((one, at) => (at === index ? { ...one, ...change } : one)));
  return (
    <Stack gap="sm">
      <div>
        <Title order={2} size="h4">
          {t('holidays')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('holidaysHelp')}
        </Text>
      </div>
      {holidays.length === 0 ? (
        <Text size="sm">{t('noHolidays')}</Text>
      ) : (
        <Table className="calendar-dates" aria-label={t('holidays')} verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('date')}</Table.Th>
              <Table.Th>{t('holidayName')}</Table.Th>
              <Table.Th>
                <span className="calendar-hidden">{t('remove')}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {holidays.map((one, index) =>
              one.date !== '' && one.date < today && !hasPast ? null : (
                <Table.Tr key={index}>
                  <Table.Td>
                    <TextInput
                      type="date"
                      aria-label={t('dateOf', { what: one.name || t('newHoliday') })}
                      title={dateName(one.date, i18n.language)}
                      value={one.date}
                      error={errors[`holidays.${index}.date`]}
                      onChange={({ currentTarget: { value } }) => set(index, { date: value })}
                    />
                  </Table.Td>
                  <Table.Td>
                    <TextInput
                      aria-label={t('nameOf', { what: one.date ? dateName(one.date, i18n.language) : t('newHoliday') })}
                      value={one.name}
                      error={errors[`holidays.${index}.name`]}
                      onChange={({ currentTarget: { value } }) => set(index, { name: value })}
                    />
                  </Table.Td>
                  <Table.Td>
                    {!isReadOnly && (
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={t('removeDate', { what: `${one.name} ${one.date}` })}
                        onClick={() => onChange(holidays.filter((_, at) => at !== index))}
                      >
                        <IconTrash size={16} aria-hidden />
                      </ActionIcon>
                    )}
                  </Table.Td>
                </Table.Tr>
              ),
            )}
          </Table.Tbody>
        </Table>
      )}
      {past > 0 && (
        <Button variant="subtle" size="compact-sm" w="fit-content" onClick={() => setHasPast(!hasPast)}>
          {hasPast ? t('hidePast') : t('showPast', { count: past })}
        </Button>
      )}
      {!isReadOnly && (
        <Group>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => setImporting(true)}
          >
            {t('import.open')}
          </Button>
          <Button
            variant="subtle"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => onChange([...holidays, { date: '', name: '' }])}
          >
            {t('addHoliday')}
          </Button>
        </Group>
      )}
      {isImporting && (
        <ImportHolidays
          known={new Set(holidays.map(({ date }) => date))}
          onTake={(taken) => onChange([...holidays, ...taken].sort(byDate))}
          onClose={() => setImporting(false)}
        />
      )}
    </Stack>
  );
}
