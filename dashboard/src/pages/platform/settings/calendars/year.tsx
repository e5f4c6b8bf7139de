import { ActionIcon, Group, Paper, Text, Title } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../../api/client';
import { serverNowMs } from '../../../../api/server-clock';
import { WEEKDAYS } from '../../../../../../api/platform/contract/bodies/calendar.js';
import { formatter } from '../../../../shared/formatter';
import { Failed, Loading } from '../../../../shared/states';
import { useYear, type Calendar } from './data';
import { dateName, dayName } from './day-names';

type Day = Schemas['CalendarYear']['days'][number];

const LEGEND = [
  ['open', 'year.open'],
  ['shut', 'year.shut'],
  ['holiday', 'year.holiday'],
  ['special', 'year.specialDate'],
] as const;

/** A year at a glance: which days are open, and which are not as their weekday is. */
export function Year({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation('calendars');
  const [year, setYear] = useState(() => new Date(serverNowMs()).getUTCFullYear());
  const days = useYear(calendar.id, year, calendar.revision);
  const count = (kind: Day['kind']): number => days.data?.days.filter((day) => day.kind === kind).length ?? 0;
  return (
    <Paper withBorder p="md" component="section" aria-label={t('year.title')}>
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('year.title')}
        </Title>
        <Group gap="xs">
          <ActionIcon variant="default" aria-label={t('year.before')} onClick={() => setYear(year - 1)}>
            <IconChevronLeft size={16} aria-hidden />
          </ActionIcon>
          <Text fw={600} className="tabular" aria-live="polite">
            {year}
          </Text>
          <ActionIcon variant="default" aria-label={t('year.next')} onClick={() => setYear(year + 1)}>
            <IconChevronRight size={16} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
      {days.data ? (
        <>
          <Text size="sm" mt="xs">
            {t('year.openDays', { count: days.data.days.filter(({ openMinutes }) => openMinutes > 0).length })},{' '}
            {t('year.holidays', { count: count('HOLIDAY') })}, {t('year.special', { count: count('SPECIAL') })}
          </Text>
          <div className="year">
            {Array.from({ length: 12 }, (_, month) => (
              <Month
                key={month}
                month={month}
                year={year}
                days={days.data.days.filter(({ date }) => Number(date.slice(5, 7)) === month + 1)}
              />
            ))}
          </div>
          <Group gap="md" className="year-legend" aria-hidden>
            {LEGEND.map(([kind, word]) => (
              <span key={kind}>
                <i className={`year-day year-${kind}`} /> {t(word)}
              </span>
            ))}
          </Group>
        </>
      ) : days.error ? (
        <Failed error={days.error} again={() => void days.refetch()} />
      ) : (
        <Loading />
      )}
    </Paper>
  );
}

function Month({ month, year, days }: { month: number; year: number; days: readonly Day[] }) {
  const { t, i18n } = useTranslation('calendars');
  const name = formatter(i18n.language, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(year, month, 1));
  // 1 January 1970 was a Thursday; weeks begin with Monday.
  const offset = (Date.UTC(year, month, 1) / 86_400_000 + 3) % 7;
  const open = days.filter(({ openMinutes }) => openMinutes > 0).length;
  const others = days.filter(({ kind }) => kind !== 'WEEKDAY');
  const told = [
    t('year.openDays', { count: open }),
    ...others.map(({ date, name: holiday }) => `${dateName(date, i18n.language)} ${holiday ?? t('year.specialDate')}`),
  ].join('; ');
  return (
    <div role="img" aria-label={`${name}: ${told}`} className="month">
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <div className="month-days">
        {WEEKDAYS.map((day) => (
          <span key={day} className="month-head">
            {dayName(day, i18n.language, 'short').slice(0, 2)}
          </span>
        ))}
        {days.map((day, index) => (
          <span
            key={day.date}
            className={`year-day year-${lookOf(day)}`}
            style={index === 0 ? { gridColumnStart: offset + 1 } : undefined}
            title={titleOf(day, i18n.language)}
          >
            {Number(day.date.slice(8))}
          </span>
        ))}
      </div>
    </div>
  );
}

const lookOf = ({ kind, openMinutes }: Day): 'open' | 'shut' | 'holiday' | 'special' =>
  kind === 'HOLIDAY' ? 'holiday' : kind === 'SPECIAL' ? 'special' : openMinutes > 0 ? 'open' : 'shut';

const titleOf = ({ date, name, openMinutes }: Day, language: string): string =>
  [
    dateName(date, language),
    ...(name === null ? [] : [name]),
    `${Math.floor(openMinutes / 60)} h ${openMinutes % 60} min`,
  ].join(' · ');
