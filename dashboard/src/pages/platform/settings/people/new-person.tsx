import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { NewForm } from '../../../../shared/settings/new-form';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { handOver } from './handed-over';
import { PersonFields } from './person-form';
import { bodyOf, NEW_PERSON, newUser, type PersonValues } from './person-values';

/** Invites somebody: what they need to begin, and no password. */
export function NewPerson() {
  const { t } = useTranslation('people');
  const go = useNavigate();
  const queries = useQueryClient();
  const form = useContractForm<PersonValues>({
    schema: newUser,
    initialValues: NEW_PERSON,
    toBody: (values) => bodyOf(values),
  });
  const invite = async (values: PersonValues): Promise<void> => {
    const { data } = await api.POST('/api/users', { body: { ...bodyOf(values), status: 'ACTIVE' } });
    if (data?.invitationLink !== undefined) handOver(data.id, data.invitationLink);
    void queries.invalidateQueries({ queryKey: ['people'] });
    tellChanged(t('invitedTold', { name: data!.name }));
    void go(`../${data!.id}`);
  };
  return (
    <NewForm
      form={form}
      words={{ back: t('back'), title: t('inviteTitle'), hint: t('inviteHint'), submit: t('invite') }}
      act={invite}
    >
      <PersonFields form={form} />
    </NewForm>
  );
}
