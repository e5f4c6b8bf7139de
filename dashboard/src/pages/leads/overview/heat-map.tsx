import { Text, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { useNumbers } from './numbers';
import { formatter } from '../../../shared/formatter';

const SHADES = 5;

/**
 * Breaches by weekday and hour: a table whose cells are the darker the more there are. Where there is no room for 24
 * columns, its rows are the hours.
 * @param week by weekday, Monday first, and hour
 */
export function HeatMap({ week, timeZone }: { week: number[][]; timeZone: string }) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const days = useWeekdays();
  const isNarrow = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false });
  const most = Math.max(...week.flat());
  if (most === 0) return <Text c="dimmed">{t('overview.noBreaches')}</Text>;

  const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
  const rows = isNarrow ? hours.map((_, hour) => week.map((day) => day[hour]!)) : week;
  const [rowNames, columnNames] = isNarrow
    ? [hours.map((hour) => ({ short: hour, long: `${hour}:00` })), days]
    : [days, hours.map((hour) => ({ short: hour, long: `${hour}:00` }))];
  return (
    <>
      <table className="heat tabular">
        <caption>
          <VisuallyHidden>{t('overview.heatMapOf', { timeZone })}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <td />
            {columnNames.map(({ short, long }) => (
              <th key={short} scope="col" abbr={long}>
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={rowNames[index]!.short}>
              <th scope="row" abbr={rowNames[index]!.long}>
                {rowNames[index]!.short}
              </th>
              {row.map((breaches, column) => (
                <td key={columnNames[column]!.short} className={`shade-${shadeOf(breaches, most)}`}>
                  {breaches === 0 ? <VisuallyHidden>0</VisuallyHidden> : count(breaches)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="heat-legend tabular">
        <span>{t('overview.breaches')}</span>
        {stepsOf(most).map(({ shade, from, to }) => (
          <span key={shade} className={`heat-step shade-${shade}`}>
            {from === to ? count(from) : `${count(from)}–${count(to)}`}
          </span>
        ))}
      </div>
    </>
  );
}

/** @returns 0 for none, else from 1 to the darkest; a few breaches are not dark because there are no more */
const shadeOf = (breaches: number, most: number): number => Math.ceil((breaches * SHADES) / Math.max(most, SHADES));

/** What the shades that occur stand for. */
function stepsOf(most: number): { shade: number; from: number; to: number }[] {
  const whole = Math.max(most, SHADES);
  return Array.from({ length: SHADES }, (_, index) => ({
    shade: index + 1,
    from: Math.floor((index * whole) / SHADES) + 1,
    to: Math.floor(((index + 1) * whole) / SHADES),
  })).filter(({ from }) => from <= most);
}

/** The days of the week in the language of the page, Monday first. */
function useWeekdays(): { short: string; long: string }[] {
  const { language } = useTranslation().i18n;
  const names = (weekday: 'short' | 'long') => formatter(language, { weekday, timeZone: 'UTC' });
  const [short, long] = [names('short'), names('long')];
  return Array.from({ length: 7 }, (_, index) => {
    // 5 January 1970 was a Monday.
    const day = new Date((4 + index) * 86_400_000);
    return { short: short.format(day), long: long.format(day) };
  });
}
