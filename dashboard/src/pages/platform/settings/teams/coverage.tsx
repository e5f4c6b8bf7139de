import { List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../../../api/client';
import { formatter } from '../../../../shared/formatter';
import { Failed, Loading } from '../../../../shared/states';
import { useTold } from '../../../../shared/told';
import { wallClockOf } from '../../../../shared/wall-clock';
import './coverage.css';

const DAYS = 7;
const DAY_MINUTES = 1440;

interface Span {
  from: string;
  to: string;
}

/** A team's next week: its hours, and those in which nobody is at work; drawn, and in words. */
export function Coverage({ teamId }: { teamId: string }) {
  const coverage = useQuery({
    queryKey: ['teams', 'coverage', teamId],
    queryFn: async () =>
      (await api.GET('/api/teams/{id}/coverage', { params: { path: { id: teamId }, query: { days: DAYS } } })).data!,
  });
  if (coverage.error) return <Failed error={coverage.error} again={() => void coverage.refetch()} />;
  return coverage.data ? <Week coverage={coverage.data} /> : <Loading />;
}

function Week({ coverage }: { coverage: Schemas['Coverage'] }) {
  const { t, i18n } = useTranslation('teams');
  const told = useTold();
  const { timeZone, days, hours, uncoveredHours } = coverage;
  const words = formatter(i18n.language, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
  const dayWords = (date: string): string => words.format(new Date(`${date}T12:00:00Z`));
  const time = (at: string): string => wallClockOf(at, timeZone).slice(11);
  /** Where a span lies on the day that it begins on, by the clocks of the zone. */
  const place = ({ from, to }: Span) => {
    const minutes = (at: string): number => Number(time(at).slice(0, 2)) * 60 + Number(time(at).slice(3));
    const begin = minutes(from);
    const end = minutes(to) <= begin ? DAY_MINUTES : minutes(to);
    return { insetInlineStart: `${(begin / DAY_MINUTES) * 100}%`, width: `${((end - begin) / DAY_MINUTES) * 100}%` };
  };
  const holes = days.flatMap(({ date, uncovered }) => uncovered.map((hole) => ({ date, ...hole })));
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('coverage.hint', { zone: timeZone })}
      </Text>
      <div aria-hidden>
        {days.map(({ date, uncovered }) => (
          <div key={date} className="coverage-day">
            <Text size="sm">{dayWords(date)}</Text>
            <div className="coverage-bar">
              {hours
                .filter(({ from }) => wallClockOf(from, timeZone).startsWith(date))
                .map((span) => (
                  <span key={span.from} className="covered" style={place(span)} />
                ))}
              {uncovered.map((span) => (
                <span key={span.from} className="hole" style={place(span)} />
              ))}
            </div>
          </div>
        ))}
        <div className="coverage-day">
          <span />
          <div className="coverage-scale">
            {['0', '6', '12', '18', '24'].map((hour) => (
              <span key={hour}>{hour}</span>
            ))}
          </div>
        </div>
      </div>
      <Text fw={600}>
        {holes.length === 0 ? t('coverage.whole') : t('coverage.holes', { count: Math.ceil(uncoveredHours) })}
      </Text>
      {holes.length > 0 && (
        <List size="sm">
          {holes.map(({ date, from, to, why }) => (
            <List.Item key={from}>
              <span className="tabular">
                {dayWords(date)}, {time(from)}–{time(to)}
              </span>
              : {told(why)}
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
