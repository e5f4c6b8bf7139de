import { ActionIcon, Button, Text, VisuallyHidden } from '@mantine/core';
import { IconCopy, IconPlus } from '@tabler/icons-react';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { WEEKDAYS, type Weekday } from '../../../../../../api/platform/contract/bodies/calendar.js';
import { dayName } from './day-names';
import { dayBefore, useDrawing, withSpan } from './use-drawing';
import { added, copied, DAY_MINUTES, moved, SNAP, spanOf, timeOf, type DayHours } from './week';

interface WeekGridProps {
  weekly: readonly DayHours[];
  isReadOnly: boolean;
  onChange: (weekly: DayHours[]) => void;
}

const HOURS = [0, 6, 12, 18, 24];

/** A week to draw on: a row for each day, from midnight to midnight. */
export function WeekGrid({ weekly, isReadOnly, onChange }: WeekGridProps) {
  const { t, i18n } = useTranslation('calendars');
  const grid = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const [said, setSaid] = useState('');
  const adders = useRef(new Map<Weekday, HTMLElement>());
  const drawing = useDrawing(weekly, grid, onChange);
  const words = ({ day, from, to }: DayHours): string =>
    t('block', { day: dayName(day, i18n.language), from, to: to === '24:00' ? '24:00' : to });

  const onKey = (event: KeyboardEvent, index: number): void => {
    const one = weekly[index]!;
    if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      onChange(weekly.filter((_, at) => at !== index));
      setSaid(t('removed', { what: words(one) }));
      adders.current.get(one.day)?.focus();
      return;
    }
    const by = event.key === 'ArrowRight' ? SNAP : event.key === 'ArrowLeft' ? -SNAP : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = withSpan(
      weekly,
      index,
      moved(spanOf(one), event.shiftKey ? 'TO' : event.altKey ? 'FROM' : 'BOTH', by),
    );
    onChange(next);
    setSaid(words(next[index]!));
  };

  return (
    <div>
      {!isReadOnly && (
        <Text size="sm" c="dimmed" id={helpId}>
          {t('drawHelp')}
        </Text>
      )}
      <div ref={grid} className="week" role="group" aria-label={t('week')} {...(isReadOnly ? {} : drawing.handlers)}>
        <div className="week-axis" aria-hidden>
          {HOURS.map((hour) => (
            <span key={hour}>{hour}</span>
          ))}
        </div>
        {WEEKDAYS.map((day) => (
          <div key={day} className="week-row" role="group" aria-label={dayName(day, i18n.language)}>
            <span className="week-day" aria-hidden>
              {dayName(day, i18n.language, 'short')}
            </span>
            <div
              className="week-track"
              ref={drawing.trackOf(day)}
              onPointerDown={(event) => !isReadOnly && drawing.press(event, day)}
            >
              {drawing.shown.map((one, index) => {
                const { from, to } = spanOf(one);
                if (one.day === day)
                  return (
                    <button
                      // Its place in the list is what it is: hours have no other name, and keep their place while they are moved.
                      key={index}
                      type="button"
                      className="week-block"
                      style={placed(from, Math.min(to, DAY_MINUTES))}
                      aria-label={words(one)}
                      aria-describedby={helpId}
                      title={words(one)}
                      onPointerDown={(event) => !isReadOnly && drawing.grab(event, index)}
                      onKeyDown={(event) => onKey(event, index)}
                    >
                      <span aria-hidden>
                        {one.from}–{one.to}
                      </span>
                    </button>
                  );
                if (one.day === dayBefore(day) && to > DAY_MINUTES)
                  return (
                    <span
                      key={index}
                      className="week-block week-rest"
                      style={placed(0, to - DAY_MINUTES)}
                      title={words(one)}
                      aria-hidden
                    />
                  );
                return null;
              })}
              {drawing.draft && <Draft draft={drawing.draft} day={day} />}
            </div>
            {!isReadOnly && (
              <ActionIcon
                variant="subtle"
                ref={(element) => {
                  if (element) adders.current.set(day, element);
                }}
                aria-label={t('addHours', { day: dayName(day, i18n.language) })}
                onClick={() => {
                  const hours = added(weekly, day);
                  onChange([...weekly, hours]);
                  setSaid(words(hours));
                }}
              >
                <IconPlus size={16} aria-hidden />
              </ActionIcon>
            )}
          </div>
        ))}
      </div>
      {!isReadOnly && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconCopy size={14} aria-hidden />}
          onClick={() => {
            onChange(copied(weekly, 'MON', ['TUE', 'WED', 'THU', 'FRI']));
            setSaid(t('copied'));
          }}
        >
          {t('copyMonday')}
        </Button>
      )}
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
    </div>
  );
}

const percent = (minutes: number): string => `${(minutes / DAY_MINUTES) * 100}%`;
const placed = (from: number, to: number) => ({ left: percent(from), width: percent(to - from) });

/** What is being drawn, also in the row in which it ends. */
function Draft({ draft, day }: { draft: DayHours; day: Weekday }) {
  const { from, to } = spanOf(draft);
  const style =
    draft.day === day
      ? placed(from, Math.min(to, DAY_MINUTES))
      : draft.day === dayBefore(day) && to > DAY_MINUTES
        ? placed(0, to - DAY_MINUTES)
        : null;
  if (!style) return null;
  return (
    <span className="week-block week-draft" style={style} aria-hidden>
      {draft.day === day && `${timeOf(from)}–${timeOf(to, true)}`}
    </span>
  );
}
