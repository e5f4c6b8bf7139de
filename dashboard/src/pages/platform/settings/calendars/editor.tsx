import { Button, Group, Paper, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { calendarForm } from '../../../../../../api/platform/contract/bodies/calendar.js';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { NotDone } from '../../../../shared/states';
import type { Hours } from './data';
import { Holidays } from './holidays';
import { SpecialDates } from './special-dates';
import { tidy } from './week';
import { WeekFields } from './week-fields';
import { WeekGrid } from './week-grid';

export type Edited = Hours & { name: string };

interface EditorProps {
  initial: Edited;
  submit: string;
  /** @throws what it could not be saved for: it is said at its field */
  onSubmit: (edited: Edited) => Promise<unknown>;
  /** Somebody may only read. */
  isReadOnly?: boolean;
  /** Beside the button, where something is not saved. */
  unsaved?: ReactNode;
}

const ZONES = Intl.supportedValuesOf('timeZone');

/** All of a calendar, to be drawn and written. */
export function Editor({ initial, submit, onSubmit, isReadOnly = false, unsaved }: EditorProps) {
  const { t } = useTranslation('calendars');
  const form = useContractForm<Edited & Record<string, unknown>>({
    schema: calendarForm,
    initialValues: { ...initial },
  });
  const { values, errors } = form;
  const zones = ZONES.includes(values.timeZone) ? ZONES : [values.timeZone, ...ZONES];
  const set = (change: Partial<Edited>): void => form.setValues(change);
  return (
    <form noValidate onSubmit={form.submits((edited) => onSubmit(bodyOf(edited)))}>
      <fieldset className="calendar-fields" disabled={isReadOnly}>
        <Stack>
          {form.problem && <NotDone error={form.problem} />}
          <Paper withBorder p="md">
            <Group align="start" grow preventGrowOverflow={false}>
              <TextInput label={t('name')} required {...form.getInputProps('name')} />
              <Select
                label={t('zone')}
                required
                searchable
                limit={100}
                data={zones}
                disabled={isReadOnly}
                {...form.getInputProps('timeZone')}
                onChange={(zone: string | null) => zone !== null && set({ timeZone: zone })}
              />
            </Group>
          </Paper>
          <Paper withBorder p="md">
            <Title order={2} size="h4">
              {t('week')}
            </Title>
            <WeekGrid weekly={values.weekly} isReadOnly={isReadOnly} onChange={(weekly) => set({ weekly })} />
            <WeekFields weekly={values.weekly} errors={errors} onChange={(weekly) => set({ weekly })} />
          </Paper>
          <Paper withBorder p="md">
            <Holidays
              holidays={values.holidays}
              errors={errors}
              isReadOnly={isReadOnly}
              onChange={(holidays) => set({ holidays })}
            />
          </Paper>
          <Paper withBorder p="md">
            <SpecialDates
              dates={values.specialDates}
              errors={errors}
              isReadOnly={isReadOnly}
              onChange={(specialDates) => set({ specialDates })}
            />
          </Paper>
          {!isReadOnly && (
            <Group className="calendar-save">
              <Button type="submit" loading={form.isSending}>
                {submit}
              </Button>
              {form.isDirty() && <Text size="sm">{unsaved ?? t('unsaved')}</Text>}
            </Group>
          )}
        </Stack>
      </fieldset>
    </form>
  );
}

/** As it is saved: hours that touch are one. Dates stay in their order, as the API's words name them by their place. */
const bodyOf = ({ name, timeZone, weekly, holidays, specialDates }: Edited): Edited => ({
  name,
  timeZone,
  weekly: tidy(weekly),
  holidays,
  specialDates,
});
