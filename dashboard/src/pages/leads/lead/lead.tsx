import './lead.css';
import { Alert, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api, Refused, type Schemas } from '../../../api/client';
import { useTellName } from '../../../shared/title';
import { useReadNotices } from '../../../shared/read-notices';
import { useCan } from '../../../shared/me';
import { Failed, Loading } from '../../../shared/states';
import { ActionBar } from './actions/actions';
import { useActions } from './actions/pending';
import { Assignment } from './assignment';
import { Clocks } from './clocks/clocks';
import { Header } from './header';
import { useNames } from './names';
import { Next } from './next';
import { ScoreCard } from './score';
import { Sent } from './sent';
import { Timeline } from './timeline/timeline';
import { Way } from './way';

/** One lead: where it stands, why, and what can be done about it. */
export default function Lead() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const lead = useQuery({
    queryKey: ['lead', id],
    queryFn: async () => (await api.GET('/api/leads/{id}', { params: { path: { id } } })).data!,
  });
  const { data, error } = lead;
  const again = (): void => void lead.refetch();
  // A rep whose lead went to another has it no more.
  const isGone = error instanceof Refused && error.status === 404;
  if (!data || isGone) {
    return (
      <div className="lead-page">
        <Way leadId={id} workflowUrl={null} />
        <Title order={1}>{t('lead.title')}</Title>
        {data ? (
          <Alert role="status">{t('lead.gone')}</Alert>
        ) : error ? (
          <Failed error={error} again={again} />
        ) : (
          <Loading />
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
    <div className="lead-page">
      <Way leadId={lead.id} workflowUrl={lead.workflow.url} />
      <Header lead={lead} names={names} />
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
          <Timeline lead={lead} names={names} pending={actions.pending} />
        </div>
      </div>
    </div>
  );
}
