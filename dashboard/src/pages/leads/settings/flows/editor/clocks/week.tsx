import { useTranslation } from 'react-i18next';
import { Text } from '@mantine/core';
import { formatter } from '../../../../../../shared/formatter';
import { formatsOf } from '../../../../lead/formats';
import type { ClockOutlook, FlowOutlook, TargetOutlook } from './outlook';

interface WeekProps {
  outlook: FlowOutlook;
  clock: ClockOutlook;
  target: TargetOutlook;
  width: number;
}

interface Span {
  fromMs: number;
  toMs: number;
}

const BAND_Y = 16;
const BAND_PX = 20;
const LABEL_PX = 18;
const HOLIDAY = /^holiday: (.+)$/;

/** The days from the start on, their open hours, and where in them the clock's instants are. */
export function Week({ outlook, clock, target, width }: WeekProps) {
  const { t, i18n } = useTranslation('flowClocks');
  const { timeZone, days, clocksChange } = outlook;
  const { language } = i18n;
  const formats = formatsOf(language, timeZone);
  const week = outlook.weeks.find(
    ({ calendarId, timeZone: zone }) =>
      calendarId === (clock.calendar?.id ?? null) && (clock.calendar === null || zone === clock.calendar.timeZone),
  );
  const [first, last] = [days[0], days.at(-1)];
  if (!week || !first || !last || width <= 0) return null;
  const [fromMs, toMs] = [Date.parse(first.from), Date.parse(last.to)];
  const x = (ms: number): number => ((Math.min(toMs, Math.max(fromMs, ms)) - fromMs) / (toMs - fromMs)) * width;
  const isNarrow = width / days.length < 56;
  const dayName = formatter(
    language,
    isNarrow ? { weekday: 'short', timeZone } : { weekday: 'short', day: 'numeric', month: 'short', timeZone },
  );
  const open = week.open.map(spanOf);
  const firings = target.steps.flatMap(({ dueAt, repeatsAt }) => [dueAt, ...repeatsAt]).map((at) => Date.parse(at));
  const instants = [target.atRiskAt ?? target.deadlineAt, target.deadlineAt]
    .map((at) => Date.parse(at))
    .concat(firings);
  const later = instants.filter((ms) => ms >= toMs).length;

  /** The hours of each day in words: what the picture shows. */
  const told = days.map(({ from, to }) => {
    const day = { fromMs: Date.parse(from), toMs: Date.parse(to) };
    const name = formats.day(day.fromMs);
    const hours = open.flatMap((one) => within(one, day));
    if (hours.length === 0) {
      const holiday = week.closed
        .map(({ why, ...span }) => ({ why, parts: within(spanOf(span), day) }))
        .find(({ why, parts }) => parts.length > 0 && HOLIDAY.test(why));
      if (holiday) return t('week.holidayOn', { day: name, name: HOLIDAY.exec(holiday.why)![1] });
      return t('week.closedOn', { day: name });
    }
    const isAll = hours.length === 1 && hours[0]!.fromMs === day.fromMs && hours[0]!.toMs === day.toMs;
    const words = hours.map(
      (one) => `${formats.time(one.fromMs)}–${one.toMs === day.toMs ? '24:00' : formats.time(one.toMs)}`,
    );
    return t('week.openOn', { day: name, hours: isAll ? t('week.allDay') : words.join(', ') });
  });

  return (
    <div className="ladder-week">
      <Text size="sm" c="dimmed">
        {t('week.days', { from: formats.day(fromMs), to: formats.day(toMs - 1), zone: timeZone })}
        {week.name !== null && ` · ${week.name}`}
      </Text>
      <svg
        width={width}
        height={BAND_Y + BAND_PX + LABEL_PX + 4}
        role="img"
        aria-label={`${t('week.label')}. ${told.join('; ')}`}
      >
        <rect x={0} y={BAND_Y} width={width} height={BAND_PX} className="week-closed">
          <title>{t('week.closed')}</title>
        </rect>
        {open.map((one) => (
          <rect
            key={one.fromMs}
            x={x(one.fromMs)}
            y={BAND_Y}
            width={Math.max(1, x(one.toMs) - x(one.fromMs))}
            height={BAND_PX}
            className="week-open"
          >
            <title>{`${t('week.open')}: ${formats.moment(one.fromMs)} – ${formats.moment(one.toMs)}`}</title>
          </rect>
        ))}
        {days.map(({ date, from, to }) => (
          <g key={date}>
            <line
              x1={x(Date.parse(from))}
              x2={x(Date.parse(from))}
              y1={BAND_Y - 3}
              y2={BAND_Y + BAND_PX + 4}
              className="ladder-tick"
            />
            <text x={(x(Date.parse(from)) + x(Date.parse(to))) / 2} y={BAND_Y + BAND_PX + 15} className="ladder-label">
              {dayName.format(Date.parse(from) + 1)}
            </text>
          </g>
        ))}
        {firings
          .filter((ms) => ms < toMs)
          .map((ms, index) => (
            <circle key={`${ms} ${index}`} cx={x(ms)} cy={BAND_Y - 5} r={3} className="week-firing" />
          ))}
        <Mark at={clock.startsAt} x={x} toMs={toMs} className="week-start" />
        {target.atRiskAt !== null && <Mark at={target.atRiskAt} x={x} toMs={toMs} className="week-risk" />}
        <Mark at={target.deadlineAt} x={x} toMs={toMs} className="ladder-deadline" />
      </svg>
      {clocksChange.map(({ at, byMinutes }) => (
        <Text key={at} size="xs" c="dimmed">
          {t(byMinutes > 0 ? 'week.forward' : 'week.back', { minutes: Math.abs(byMinutes), at: formats.moment(at) })}
        </Text>
      ))}
      {later > 0 && (
        <Text size="xs" c="dimmed">
          {t('week.later', { count: later })}
        </Text>
      )}
    </div>
  );
}

const spanOf = ({ from, to }: { from: string; to: string }): Span => ({
  fromMs: Date.parse(from),
  toMs: Date.parse(to),
});

/** What of a span is in another; none or one. */
function within(span: Span, day: Span): Span[] {
  const part = { fromMs: Math.max(span.fromMs, day.fromMs), toMs: Math.min(span.toMs, day.toMs) };
  return part.fromMs < part.toMs ? [part] : [];
}

interface MarkProps {
  at: string;
  x: (ms: number) => number;
  toMs: number;
  className: string;
}

function Mark({ at, x, toMs, className }: MarkProps) {
  const ms = Date.parse(at);
  if (ms >= toMs) return null;
  return <line x1={x(ms)} x2={x(ms)} y1={2} y2={BAND_Y + BAND_PX} className={className} />;
}
