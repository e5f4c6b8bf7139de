import './overview.css';
import { Stack, Title } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPage } from '../../../shared/lazy-page';
import { useCan, useMe, type Me } from '../../../shared/me';
import { Failed } from '../../../shared/states';
import { useFirstHour } from '../first-hour/data';
import { useMyApprovals } from '../lead/approvals/data';
import { WaitingApprovals } from '../lead/approvals/lazy';
import { FilterBar } from './filter-bar';
import { Figures } from './figures';
import { useFilters } from './filters';
import { FirstContact } from './first-contact';
import { Flows } from './flows';
import { NextToBreach } from './next-to-breach';
import { useLiveFigures, useSummary } from './queries';
import { Reps } from './reps';
import { TemporalViews } from './temporal-views';
import { Trends } from './trends';

const Understudy = lazyPage(['understudy'], () => import('./understudy'));
const FirstHour = lazyPage(['firstHour'], () => import('../first-hour/reminder'));

/** What waits for this person's decision comes before all figures. */
function MyApprovals() {
  const me = useMe();
  return me ? <Approvals me={me} /> : null;
}

function Approvals({ me }: { me: Me }) {
  const { approvals, isShown } = useMyApprovals(me);
  return !isShown ? null : (
    <Suspense fallback={null}>
      <WaitingApprovals approvals={approvals} />
    </Suspense>
  );
}

/** What is about to go wrong, how it goes, and where: for the morning, and for the wall all day. */
export default function Overview() {
  const { t } = useTranslation();
  const [filters, change] = useFilters();
  useLiveFigures(filters);
  const summary = useSummary(filters);
  const isNew = useFirstHour(useCan('flows.publish')).data?.reminded === true;
  const isRefused = summary.error !== null && !summary.data;
  return (
    <Stack className="overview" aria-busy={summary.isPlaceholderData}>
      <div className="overview-head">
        <Title order={1}>{t('overview.title')}</Title>
        <FilterBar filters={filters} change={change} />
      </div>
      {summary.data?.temporal.awaySince && (
        <Suspense fallback={null}>
          <Understudy />
        </Suspense>
      )}
      {isNew && (
        <Suspense fallback={null}>
          <FirstHour />
        </Suspense>
      )}
      <MyApprovals />
      {isRefused && <Failed error={summary.error} again={() => void summary.refetch()} />}
      {!isRefused && <Figures summary={summary.data} filters={filters} />}
      <div className={isRefused ? '' : 'overview-first'}>
        <NextToBreach filters={filters} />
        {!isRefused && <FirstContact summary={summary.data} filters={filters} />}
      </div>
      {/* What is heavier to answer and to draw comes after the figures; and would be refused as they are. */}
      {summary.data && (
        <>
          <Trends filters={filters} />
          <div className="overview-last">
            <Reps filters={filters} />
            <div className="overview-side">
              <Flows />
              <TemporalViews />
            </div>
          </div>
        </>
      )}
    </Stack>
  );
}
