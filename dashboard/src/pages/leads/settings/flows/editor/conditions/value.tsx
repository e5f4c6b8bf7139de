import { Autocomplete, Group, MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LEAD_STATUSES } from '../../../../../../../../domain/leads/vocabulary/status';
import { InstantField } from '../../../../../../shared/instant-field';
import type { Path } from '../document';
import { useDraft, useIssues, useSetAt } from '../editing';
import { Unreadable } from '../fields/unreadable';
import { useFlowNames } from '../names';
import { canShow, FIRST, shapeOf, type Choice, type Shape } from './choices';
import { useLeadFields } from './lead-fields';
import { pillOf, valueOf, type Holds } from './pills';
import type { Comparison } from './read';
import { TryPattern } from './try-pattern';

interface ValueProps {
  /** Of the comparison. */
  path: Path;
  comparison: Comparison;
  /** Null: its operator is one that this page does not know. */
  choice: Choice | null;
}

/** The value of a comparison, by what its field and its operator want. */
export function ValueAt({ path, comparison, choice }: ValueProps) {
  const { t } = useTranslation('flowConditions');
  const { field, op, value } = comparison;
  const place: Path = [...path, 'value'];
  const shape = choice === null ? null : shapeOf(field, choice);
  if (shape === 'NONE' && (value === undefined || typeof value === 'boolean' || op !== 'exists')) return null;
  if (shape === null || shape === 'NONE' || !canShow(shape, value))
    return value === undefined ? null : (
      <Unreadable path={place} label={t('value')} value={value} anew={shape === null ? undefined : FIRST[shape]} />
    );
  return <Control path={place} field={field} shape={shape} value={value} mayBeOne={choice === 'contains'} />;
}

interface ControlProps {
  path: Path;
  field: string;
  shape: Exclude<Shape, 'NONE'>;
  value: unknown;
  /** One value stays one, where a list is not asked for. */
  mayBeOne: boolean;
}

type Scalar = string | number | boolean | null;

function Control({ path, field, shape, value, mayBeOne }: ControlProps) {
  const { t } = useTranslation('flowConditions');
  const { readOnly } = useDraft();
  const set = useSetAt(path);
  const error = useIssues(path);
  const samples = useSamples(field);
  const props: FieldProps = { label: t('value'), size: 'xs', readOnly, error, inputWrapperOrder: ORDER };
  const seen = samples.length > 0 ? t('samples', { samples: samples.map(String).join(', ') }) : undefined;
  switch (shape) {
    case 'TEXT':
      return (
        <Autocomplete
          {...props}
          description={seen}
          data={texts(samples)}
          value={(value as string | undefined) ?? ''}
          onChange={set}
        />
      );
    case 'PATTERN':
      return (
        <TryPattern {...props} value={(value as string | undefined) ?? ''} onChange={set} samples={texts(samples)} />
      );
    case 'NUMBER':
      return (
        <NumberInput
          {...props}
          description={seen}
          clampBehavior="none"
          value={(value as number | undefined) ?? ''}
          onChange={(next) => set(typeof next === 'number' ? next : undefined)}
        />
      );
    case 'FLAG':
      return <YesNo {...props} value={value as boolean | undefined} onChange={set} />;
    case 'ANY':
      return (
        <AnyValue {...props} description={seen} value={value as Scalar | undefined} onChange={set} samples={samples} />
      );
    case 'TEXTS':
    case 'NUMBERS':
    case 'ANYS':
      return (
        <Pills
          {...props}
          description={seen}
          holds={shape}
          samples={samples}
          value={value as Scalar | Scalar[] | undefined}
          onChange={(next) => set(mayBeOne && next.length === 1 ? next[0] : next)}
        />
      );
    case 'INSTANT':
      return <InstantField {...props} at={value as string | undefined} onTyped={(at) => set(at || undefined)} />;
    case 'NUMBER_RANGE':
    case 'INSTANT_RANGE':
    case 'ANY_RANGE':
      return (
        <Range
          {...props}
          shape={shape}
          value={(value as (string | number | null)[] | undefined) ?? []}
          onChange={set}
        />
      );
    case 'CALENDAR':
    case 'NAMED':
      return (
        <Named
          {...props}
          field={shape === 'CALENDAR' ? 'calendar' : field}
          value={value as string | undefined}
          onChange={set}
        />
      );
    case 'SEVERAL_NAMED':
      return <SeveralNamed {...props} field={field} value={value as string | string[] | undefined} onChange={set} />;
  }
}

/** Fields beside each other begin at the same height. */
const ORDER: FieldProps['inputWrapperOrder'] = ['label', 'input', 'description', 'error'];

interface FieldProps {
  label: string;
  inputWrapperOrder: ('label' | 'input' | 'description' | 'error')[];
  size: 'xs';
  readOnly: boolean;
  error: string | undefined;
  description?: string | undefined;
}

const texts = (samples: readonly Scalar[]): string[] => samples.filter((one) => typeof one === 'string');

/** What real leads had there. */
function useSamples(field: string): readonly Scalar[] {
  return useLeadFields().get(field)?.samples ?? [];
}

interface OneProps<T> extends FieldProps {
  value: T;
  onChange: (value: unknown) => void;
}

function YesNo({ value, onChange, ...props }: OneProps<boolean | undefined>) {
  const { t } = useTranslation('flowConditions');
  return (
    <Select
      {...props}
      allowDeselect={false}
      data={[
        { value: 'true', label: t('yes') },
        { value: 'false', label: t('no') },
      ]}
      value={value === undefined ? null : String(value)}
      onChange={(next) => onChange(next === 'true')}
    />
  );
}

interface AnyProps extends OneProps<Scalar | undefined> {
  samples: readonly Scalar[];
}

const START = { text: '', number: undefined, flag: true } as const;
type Type = keyof typeof START;
const typeOf = (value: Scalar | undefined): Type =>
  typeof value === 'number' || value === undefined ? 'number' : typeof value === 'boolean' ? 'flag' : 'text';

/** A text, a number, or yes or no: what an answer in a form can be. */
function AnyValue({ value, onChange, samples, ...props }: AnyProps) {
  const { t } = useTranslation('flowConditions');
  const type = typeOf(value);
  const retype = (next: Type): void => {
    // `12` is the same as a text and as a number.
    if (next === 'number' && typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)))
      onChange(Number(value));
    else if (next === 'text' && typeof value === 'number') onChange(String(value));
    else onChange(START[next]);
  };
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Select
        label={t('type.label')}
        size="xs"
        w={100}
        readOnly={props.readOnly}
        allowDeselect={false}
        data={(['text', 'number', 'flag'] as const).map((one) => ({ value: one, label: t(`type.${one}`) }))}
        value={type}
        onChange={(next) => {
          if (next !== null && next !== type) retype(next);
        }}
      />
      {type === 'text' && (
        <Autocomplete
          {...props}
          flex={1}
          data={texts(samples)}
          value={(value as string | null) ?? ''}
          onChange={onChange}
        />
      )}
      {type === 'number' && (
        <NumberInput
          {...props}
          flex={1}
          clampBehavior="none"
          value={(value as number | undefined) ?? ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
        />
      )}
      {type === 'flag' && <YesNo {...props} value={value as boolean} onChange={onChange} />}
    </Group>
  );
}

interface PillsProps extends Omit<AnyProps, 'value' | 'onChange'> {
  holds: Holds;
  value: Scalar | Scalar[] | undefined;
  onChange: (values: Scalar[]) => void;
}

/** Several values. */
function Pills({ holds, value, onChange, samples, ...props }: PillsProps) {
  const { t } = useTranslation('flowConditions');
  const values = value === undefined ? [] : [value].flat();
  return (
    <TagsInput
      {...props}
      description={
        holds === 'ANYS' ? [t('pills.numbers'), props.description].filter(Boolean).join(' ') : props.description
      }
      placeholder={props.readOnly ? undefined : t('pills.add')}
      acceptValueOnBlur
      data={[...new Set(samples.map((one) => pillOf(one, holds)))]}
      value={values.map((one) => pillOf(one, holds))}
      onChange={(pills) =>
        onChange(
          pills.flatMap((pill) => {
            const read = valueOf(pill, holds);
            return read === null ? [] : [read.value];
          }),
        )
      }
    />
  );
}

interface RangeProps extends OneProps<readonly (string | number | null)[]> {
  shape: 'NUMBER_RANGE' | 'INSTANT_RANGE' | 'ANY_RANGE';
}

/** The lowest and the highest, both included. */
function Range({ shape, value, onChange, error, ...props }: RangeProps) {
  const { t } = useTranslation('flowConditions');
  const put = (index: 0 | 1, next: unknown): void => {
    const both: unknown[] = [value[0] ?? null, value[1] ?? null];
    both[index] = next ?? null;
    onChange(both.every((one) => one === null) ? [] : both);
  };
  const isText = shape === 'ANY_RANGE' && value.some((each) => typeof each === 'string');
  const retype = (next: string | null): void => {
    if (next === 'text')
      onChange(value.length === 0 ? ['', ''] : value.map((one) => (one === null ? '' : String(one))));
    else onChange(value.map(Number).filter((one, index) => value[index] !== '' && Number.isFinite(one)));
  };
  const fieldOf = (index: 0 | 1) => ({
    ...props,
    label: t(index === 0 ? 'range.from' : 'range.to'),
    error: index === 0 ? error : error !== undefined,
  });
  return (
    <Group gap={4} align="flex-start" wrap="nowrap" grow>
      {shape === 'ANY_RANGE' && (
        <Select
          label={t('type.label')}
          size="xs"
          readOnly={props.readOnly}
          allowDeselect={false}
          data={(['number', 'text'] as const).map((one) => ({ value: one, label: t(`type.${one}`) }))}
          value={isText ? 'text' : 'number'}
          onChange={retype}
        />
      )}
      {([0, 1] as const).map((index) => {
        const one = value[index] ?? null;
        if (shape === 'INSTANT_RANGE')
          return (
            <InstantField
              key={index}
              {...fieldOf(index)}
              at={(one as string | null) ?? undefined}
              onTyped={(at) => put(index, at || null)}
            />
          );
        return isText ? (
          <TextInput
            key={index}
            {...fieldOf(index)}
            value={one === null ? '' : String(one)}
            onChange={({ currentTarget }) => put(index, currentTarget.value)}
          />
        ) : (
          <NumberInput
            key={index}
            {...fieldOf(index)}
            clampBehavior="none"
            value={(one as number | null) ?? ''}
            onChange={(next) => put(index, typeof next === 'number' ? next : null)}
          />
        );
      })}
    </Group>
  );
}

interface NamedProps extends OneProps<string | undefined> {
  /** `calendar`, or a field whose values are known. */
  field: string;
}

function useNamed(field: string, given: readonly string[]): { value: string; label: string }[] {
  const { t } = useTranslation('flowConditions');
  const { people, endpoints, calendars } = useFlowNames();
  const status = (one: string) => t(`status.${one}`, { ns: 'translation' });
  const known: [string, string][] =
    field === 'status'
      ? LEAD_STATUSES.map((one) => [one, status(one)])
      : [...(field === 'ownerId' ? people : field === 'endpointId' ? endpoints : calendars)];
  const gone = given
    .filter((one) => !known.some(([id]) => id === one))
    .map((one): [string, string] => [one, t('gone')]);
  return [...known, ...gone].map(([value, label]) => ({ value, label }));
}

function Named({ field, value, onChange, ...props }: NamedProps) {
  const data = useNamed(field, value ? [value] : []);
  return (
    <Select
      {...props}
      allowDeselect={false}
      searchable={data.length > 8}
      data={data}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
}

function SeveralNamed({
  field,
  value,
  onChange,
  ...props
}: Omit<NamedProps, 'value'> & { value: string | string[] | undefined }) {
  const values = [value ?? []].flat();
  return <MultiSelect {...props} searchable data={useNamed(field, values)} value={values} onChange={onChange} />;
}
