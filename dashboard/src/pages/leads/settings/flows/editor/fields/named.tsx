import { useTranslation } from 'react-i18next';
import { PickPerson } from '../../../../../../shared/settings/pick-person';
import { useAt, useField } from '../editing';
import { useFlowNames } from '../names';
import type { FieldProps } from './label';
import { SelectAt } from './simple';
import { Unreadable } from './unreadable';

/** One of the org's teams by name. One that is archived or gone stays, and is named as what it is. */
export function TeamAt(props: FieldProps) {
  const { t } = useTranslation('flows');
  const { teams } = useFlowNames();
  const value = useAt(props.path);
  const data = [...teams]
    .filter(([id, { archived }]) => !archived || id === value)
    .map(([id, { name, archived }]) => ({ value: id, label: archived ? t('gone.archived', { name }) : name }));
  return <SelectAt {...props} data={withGone(data, value, t('gone.team'))} />;
}

/** One of the org's calendars by name. */
export function CalendarAt(props: FieldProps) {
  const { t } = useTranslation('flows');
  const { calendars } = useFlowNames();
  const value = useAt(props.path);
  const data = [...calendars].map(([id, name]) => ({ value: id, label: name }));
  return <SelectAt {...props} data={withGone(data, value, t('gone.calendar'))} />;
}

const withGone = (data: { value: string; label: string }[], value: unknown, label: string) =>
  typeof value !== 'string' || value === '' || data.some((one) => one.value === value)
    ? data
    : [...data, { value, label }];

/** One of the org's people, found by name. */
export function PersonAt({ path, label, description, optional = false }: FieldProps) {
  const { t } = useTranslation('flows');
  const { people } = useFlowNames();
  const { readOnly, value, set, error } = useField(path);
  if (value !== undefined && value !== null && typeof value !== 'string')
    return <Unreadable path={path} label={label} value={value} />;
  return (
    <PickPerson
      label={label}
      {...(description !== undefined && { description })}
      error={error}
      disabled={readOnly}
      clearable={optional}
      value={value ?? null}
      name={value ? (people.get(value) ?? t('gone.person')) : undefined}
      onChange={(id) => set(id ?? undefined)}
    />
  );
}
