import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { NewForm } from '../../../../shared/settings/new-form';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { TeamFields } from './team-form';
import { NEW_TEAM, newTeam, type TeamValues } from './team-values';

/** Makes a team; its members come on its page. */
export function NewTeam() {
  const { t } = useTranslation('teams');
  const go = useNavigate();
  const queries = useQueryClient();
  const form = useContractForm<TeamValues>({ schema: newTeam, initialValues: NEW_TEAM });
  const add = async (values: TeamValues): Promise<void> => {
    const { data } = await api.POST('/api/teams', { body: values });
    void queries.invalidateQueries({ queryKey: ['teams'] });
    tellChanged(t('addedTold', { name: data!.name }));
    void go(`../${data!.id}`);
  };
  return (
    <NewForm form={form} words={{ back: t('back'), title: t('addTitle'), submit: t('add') }} act={add}>
      <TeamFields form={form} />
    </NewForm>
  );
}
