import { MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useField } from '../editing';
import type { FieldProps } from './label';
import { Unreadable } from './unreadable';

interface Choice {
  value: string;
  label: string;
}

const isMissing = (value: unknown): value is null | undefined => value === undefined || value === null;

/** A text. */
export function TextAt({ path, label, description, placeholder, optional = false }: FieldProps) {
  const { readOnly, value, set, error } = useField(path);
  if (!isMissing(value) && typeof value !== 'string')
    return <Unreadable path={path} label={label} value={value} anew="" />;
  return (
    <TextInput
      label={label}
      description={description}
      placeholder={placeholder}
      error={error}
      readOnly={readOnly}
      required={!optional}
      withAsterisk={false}
      value={value ?? ''}
      onChange={({ currentTarget }) => set(optional && currentTarget.value === '' ? undefined : currentTarget.value)}
    />
  );
}

interface NumberProps extends FieldProps {
  min?: number;
  max?: number;
  step?: number;
  suffix?: string;
  /** What stands in the draft for each that is shown: 0.01 for percent. */
  unit?: number;
}

/** A number. */
export function NumberAt({
  path,
  label,
  description,
  placeholder,
  optional = false,
  unit = 1,
  ...limits
}: NumberProps) {
  const { readOnly, value, set, error } = useField(path);
  if (!isMissing(value) && typeof value !== 'number')
    return <Unreadable path={path} label={label} value={value} anew={optional ? undefined : 0} />;
  return (
    <NumberInput
      {...limits}
      clampBehavior="none"
      label={label}
      description={description}
      placeholder={placeholder}
      error={error}
      readOnly={readOnly}
      required={!optional}
      withAsterisk={false}
      value={isMissing(value) ? '' : rounded(value / unit)}
      onChange={(next) => {
        if (typeof next === 'number') set(rounded(next * unit));
        else if (next === '' && optional) set(undefined);
      }}
    />
  );
}

/** Without what a computer adds to decimals. */
const rounded = (value: number): number => Number(value.toPrecision(12));

/** A share, shown in percent. */
export const ShareAt = (props: Omit<NumberProps, 'unit' | 'suffix'>) => (
  <NumberAt step={5} {...props} unit={0.01} suffix=" %" />
);

interface SelectProps extends FieldProps {
  data: readonly Choice[];
}

/** A known word. One that is none of them, of a newer version or gone, stays and is offered as it stands. */
export function SelectAt({ path, label, description, placeholder, optional = false, data }: SelectProps) {
  const { readOnly, value, set, error } = useField(path);
  if (!isMissing(value) && typeof value !== 'string') return <Unreadable path={path} label={label} value={value} />;
  return (
    <Select
      label={label}
      description={description}
      placeholder={placeholder}
      error={error}
      readOnly={readOnly}
      clearable={optional}
      allowDeselect={optional}
      searchable={data.length > 8}
      data={withGiven(data, isMissing(value) ? [] : [value])}
      value={value ?? null}
      onChange={(next) => set(next ?? undefined)}
    />
  );
}

/** Known words, in their order. */
export function MultiSelectAt({ path, label, description, placeholder, optional = false, data }: SelectProps) {
  const { readOnly, value, set, error } = useField(path);
  if (!isMissing(value) && !isTexts(value))
    return <Unreadable path={path} label={label} value={value} anew={optional ? undefined : []} />;
  return (
    <MultiSelect
      label={label}
      description={description}
      placeholder={placeholder}
      error={error}
      readOnly={readOnly}
      data={withGiven(data, value ?? [])}
      value={value ?? []}
      onChange={(next) => set(optional && next.length === 0 ? undefined : next)}
    />
  );
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') && new Set(value).size === value.length;

const withGiven = (data: readonly Choice[], given: readonly string[]): Choice[] => [
  ...data,
  ...given.filter((one) => !data.some(({ value }) => value === one)).map((value) => ({ value, label: value })),
];

/** Yes or no. No is what holds where nothing stands, so it takes the member out. */
export function SwitchAt({ path, label, description }: FieldProps) {
  const { readOnly, value, set, error } = useField(path);
  if (!isMissing(value) && typeof value !== 'boolean') return <Unreadable path={path} label={label} value={value} />;
  return (
    <Switch
      label={label}
      description={description}
      error={error}
      disabled={readOnly}
      checked={value ?? false}
      onChange={({ currentTarget }) => set(currentTarget.checked ? true : undefined)}
    />
  );
}
