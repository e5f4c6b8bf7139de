import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Unreadable } from '../fields/unreadable';
import { useFlowNames } from '../names';
import type { Path } from '../document';
import { useAt, useDraft, useIssues } from '../editing';
import { CALENDARS_OF, oneOf } from './choices';
import { isMembers } from './read';

interface HoursProps {
  /** The object that names a calendar, or whose it is. */
  path: Path;
  label: string;
  description?: string;
  /** Whose calendars can be chosen. */
  of: readonly (typeof CALENDARS_OF)[number][];
  /** Nothing chosen takes the whole object out. */
  optional?: boolean;
}

const OF = 'of:';

/** Whose working time: a calendar by its name, or that of whoever has the lead. */
export function HoursAt({ path, label, description, of, optional = false }: HoursProps) {
  const { t } = useTranslation('flowClocks');
  const { document, readOnly } = useDraft();
  const { calendars } = useFlowNames();
  const value = useAt(path);
  const wrong = [useIssues(path), useIssues([...path, 'calendarId']), useIssues([...path, 'calendarOf'])];
  if (value !== undefined && !isMembers(value))
    return <Unreadable path={path} label={label} value={value} anew={optional ? undefined : {}} />;
  const { calendarId, calendarOf, ...rest } = value ?? {};
  const named = typeof calendarId === 'string' ? calendarId : null;
  const whose = typeof calendarOf === 'string' ? calendarOf : null;
  const chosen = named ?? (whose === null ? null : OF + whose);
  const data = [
    ...of.map((one) => ({ value: OF + one, label: t(`hoursOf.${one}`) })),
    ...[...calendars].map(([id, name]) => ({ value: id, label: name })),
  ];
  // One that is gone, or a word of a newer version, stays and is named.
  if (chosen !== null && !data.some((one) => one.value === chosen)) {
    const known = oneOf(CALENDARS_OF, whose);
    data.push({
      value: chosen,
      label: named !== null ? t('hoursGone') : known ? t(`hoursOf.${known}`) : (whose ?? ''),
    });
  }
  return (
    <Select
      label={label}
      description={description}
      error={wrong.filter((one) => one !== undefined).join(' ') || undefined}
      readOnly={readOnly}
      clearable={optional}
      allowDeselect={optional}
      data={data}
      value={chosen}
      onChange={(next) => {
        if (next === null) document.set(path, Object.keys(rest).length > 0 && !optional ? rest : undefined);
        else
          document.set(path, {
            ...rest,
            ...(next.startsWith(OF) ? { calendarOf: next.slice(OF.length) } : { calendarId: next }),
          });
      }}
    />
  );
}
