import { Alert } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconClockPause, IconClockPlay } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNowMs } from '../../../api/server-clock';
import { Instant } from '../../../shared/instant';
import { useFilters } from './filters';
import { useSummary } from './queries';

/** How long it is told that it ended. */
const TOLD_MS = 15 * 60_000;
/** No event of a lead tells that it ended. */
const LOOK_EVERY_MS = 10_000;

/** Says that Temporal is away and that promises are kept all the same; for a while, that it is back. */
export default function Understudy() {
  const { t } = useTranslation('understudy');
  const [filters] = useFilters();
  const { awaySince, backAt } = useSummary(filters).data?.temporal ?? {};
  const isAway = Boolean(awaySince && !backAt);
  const isBack = backAt && serverNowMs() - Date.parse(backAt) < TOLD_MS;
  const queries = useQueryClient();
  useEffect(() => {
    if (!isAway) return undefined;
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: ['summary'] }), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [queries, isAway]);
  return (
    <div role="status">
      {awaySince && isAway && (
        <Told color="orange" icon={<IconClockPause aria-hidden />} what={t('away')} at={awaySince}>
          {t('awayWhy')}
        </Told>
      )}
      {isBack && (
        <Told color="green" icon={<IconClockPlay aria-hidden />} what={t('back')} at={backAt}>
          {t('backWhy')}
        </Told>
      )}
    </div>
  );
}

interface ToldProps {
  color: 'orange' | 'green';
  icon: ReactNode;
  what: string;
  at: string;
  children: ReactNode;
}

const Told = ({ color, icon, what, at, children }: ToldProps) => (
  <Alert
    color={color}
    variant="light"
    icon={icon}
    title={
      <>
        {what} <Instant at={at} />
      </>
    }
  >
    {children}
  </Alert>
);
