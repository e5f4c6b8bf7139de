import './lead.css';
import { Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Schemas } from '../../../api/client';
import { isPaused } from '../../../shared/badges';
import { isNotThere, leadQuery } from '../../../shared/lead-query';
import { NotThere } from '../../../shared/not-there';
import { useTellName } from '../../../shared/title';
import { useReadNotices } from '../../../shared/read-notices';
import { useCan } from '../../../shared/me';
import { Failed, Loading } from '../../../shared/states';
import { OpenApproval } from './approvals/lazy';
import { ActionBar } from './actions/actions';
import { useActions } from './actions/pending';
import { Assignment } from './assignment';
import { Clocks } from './clocks/clocks';
import { Header } from './header';
import { Message } from './message';
import { useNames } from './names';
import { Next } from './next';
import { ScoreCard } from './score';
import { Sent } from './sent';
import { Merged } from '../by-hand/merged';
import { Timeline } from './timeline/timeline';
import { Way } from './way';

const Notes = lazy(() => import('../by-hand/notes'));

/** One lead: where it stands, why, and what can be done about it. */
export default function Lead() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const lead = useQuery(leadQuery(id));
  const { data, error } = lead;
  const again = (): void => void lead.refetch();
  const notThere = isNotThere(error);
  if (!data || notThere) {
    return (
      <div className="lead-page">
        <Way leadId={id} workflowUrl={null} />
        {data ? (
          // A rep whose lead went to another has it no more.
          <NotThere title={t('lead.gone')} text={t('lead.goneWhy')} />
        ) : notThere ? (
          <NotThere title={t('lead.notThere')} text={t('lead.notThereWhy')} />
        ) : (
          <>
            <Title order={1}>{t('lead.title')}</Title>
            {error ? <Failed error={error} again={again} /> : <Loading />}
          </>
        )}
      </div>
    );
  }
  // Another lead is another page: nothing that was typed or opened goes along.
  return <LeadPage key={id} lead={data} />;
}

function LeadPage({ lead }: { lead: Schemas['Lead'] }) {
  const { t } = useTranslation();
  const names = useNames(lead);
  const actions = useActions(lead);
  const canWrite = useCan('leads.write');
  const name = lead.name ?? t('leads.unnamed');
  useTellName(name);
  useReadNotices(lead.id);
  return (
    <div className="lead-page" data-paused={isPaused(lead) || undefined}>
      <Way leadId={lead.id} workflowUrl={lead.workflow.url} />
      <Header lead={lead} names={names} />
      <Merged lead={lead} />
      <Message text={lead.message} />
      {lead.approvals.some(({ status }) => status === 'OPEN') && (
        <Suspense fallback={null}>
          <OpenApproval lead={lead} names={names} actions={actions} />
        </Suspense>
      )}
      {canWrite && <ActionBar lead={lead} actions={actions} />}
      <Clocks lead={lead} />
      <div className="lead-columns">
        <div className="lead-column">
          <Next lead={lead} />
          <Assignment lead={lead} names={names} />
          <ScoreCard score={lead.score} />
          <Sent lead={lead} />
        </div>
        <div className="lead-column">
          <Suspense fallback={<Loading />}>
            <Notes lead={lead} />
          </Suspense>
          <Timeline lead={lead} names={names} pending={actions.pending} />
        </div>
      </div>
    </div>
  );
}
