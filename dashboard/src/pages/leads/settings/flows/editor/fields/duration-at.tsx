import { Fieldset, Group, Input, NumberInput, Select, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useField } from '../editing';
import { readDuration, UNITS, writeDuration, type Unit } from './duration';
import type { FieldProps } from './label';
import { Unreadable } from './unreadable';

/** How long something takes, as a number of a unit. What has several units (`P1DT2H`) is a text, as it is in the draft. */
export function DurationAt({ path, label, description, placeholder, optional = false }: FieldProps) {
  const { t } = useTranslation('flows');
  const descriptionId = useId();
  const { readOnly, value, set, error } = useField(path);
  if (value !== undefined && value !== null && typeof value !== 'string')
    return <Unreadable path={path} label={label} value={value} anew={optional ? undefined : 'PT15M'} />;
  const text = value ?? '';
  const read = readDuration(text);
  if (text !== '' && read === null)
    return (
      <TextInput
        label={label}
        description={description ?? t('duration.iso')}
        error={error}
        readOnly={readOnly}
        value={text}
        onChange={({ currentTarget }) => set(optional && currentTarget.value === '' ? undefined : currentTarget.value)}
      />
    );
  const duration = read ?? { amount: 0, unit: 'M' as const, isNegative: false };
  return (
    <Fieldset
      variant="unstyled"
      legend={<Input.Label labelElement="div">{label}</Input.Label>}
      styles={{ legend: { marginBottom: 0 } }}
    >
      {description !== undefined && (
        <Input.Description id={descriptionId} mb={5}>
          {description}
        </Input.Description>
      )}
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <NumberInput
          aria-label={t('duration.amount', { label })}
          aria-describedby={description === undefined ? undefined : descriptionId}
          placeholder={placeholder}
          error={error}
          readOnly={readOnly}
          allowDecimal={false}
          allowNegative={false}
          min={0}
          clampBehavior="none"
          style={{ flex: 1 }}
          value={read === null ? '' : duration.amount}
          onChange={(amount) => {
            if (typeof amount === 'number') set(writeDuration({ ...duration, amount }));
            else if (amount === '' && optional) set(undefined);
          }}
        />
        <Select
          aria-label={t('duration.unit', { label })}
          readOnly={readOnly}
          allowDeselect={false}
          w={130}
          data={UNITS.map((unit) => ({ value: unit, label: t(`duration.units.${unit}`) }))}
          value={duration.unit}
          onChange={(unit) => {
            if (read !== null || !optional) set(writeDuration({ ...duration, unit: unit as Unit }));
          }}
        />
      </Group>
    </Fieldset>
  );
}
