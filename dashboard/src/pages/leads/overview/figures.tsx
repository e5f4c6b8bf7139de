import { Skeleton, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Changing } from './changing';
import { scopeOf, type Filters } from './filters';
import { useNumbers } from './numbers';
import type { Summary } from './queries';

/** Each figure, worst first, and what of the list is behind it. */
const FIGURES = [
  { key: 'slaBreached', tone: 'late', of: () => ({ breach: 'breached' }) },
  { key: 'slaAtRisk', tone: 'at-risk', of: () => ({ breach: 'at_risk' }) },
  { key: 'unrouted', tone: '', of: () => ({ status: 'UNROUTED' }) },
  {
    key: 'activeEscalations',
    tone: '',
    ranged: true,
    of: ({ from, to }: Between) => ({ escalatedFrom: from, ...(to && { escalatedTo: to }) }),
  },
  { key: 'openLeads', tone: '', of: () => ({}) },
  {
    key: 'newLeads',
    tone: '',
    ranged: true,
    // Also those that are closed by now: only open ones have an urgency.
    of: ({ from, to }: Between) => ({ from, ...(to && { to }), sort: 'received' }),
  },
] as const satisfies {
  key: keyof Summary;
  tone: string;
  ranged?: boolean;
  of: (between: Between) => Record<string, string>;
}[];

interface Between {
  from: string;
  /** Only of a range that has an end: the list of one that goes on goes on too. */
  to?: string;
}

export function Figures({ summary, filters }: { summary: Summary | undefined; filters: Filters }) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const within = t(`overview.within.${filters.range}`);
  const noteOf = (isRanged: boolean, key: keyof Summary): string =>
    !isRanged ? t('overview.now') : key === 'activeEscalations' ? t('overview.activeWithin', { within }) : within;
  return (
    <ul className="figures" aria-label={t('overview.figures')}>
      {FIGURES.map(({ key, tone, of, ...figure }) => {
        if (summary === undefined) {
          return (
            <li key={key}>
              <div className="figure">
                <Text size="sm">{t(`overview.${key}`)}</Text>
                <Skeleton className="figure-value" width="50%" />
              </div>
            </li>
          );
        }
        const { from, to } = summary.range;
        const behind = of({ from, ...(filters.to !== undefined && { to }) });
        const search = new URLSearchParams({ ...behind, ...scopeOf(filters) }).toString();
        const value = summary[key];
        return (
          <li key={key}>
            <Link to={`/leads${search && `?${search}`}`} className={`figure card-link ${value > 0 ? tone : ''}`}>
              <Text size="sm" className="figure-name">
                {t(`overview.${key}`)}
              </Text>{' '}
              <span className="figure-value tabular">
                <Changing>{count(value)}</Changing>
              </span>{' '}
              <Text size="xs" c="dimmed" span>
                {noteOf('ranged' in figure, key)}
              </Text>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
