import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { api } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { NotDone } from '../../../../shared/states';
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
  return (
    <Stack>
      <Anchor component={Link} to="..">
        {t('back')}
      </Anchor>
      <Title order={1}>{t('inviteTitle')}</Title>
      <Text c="dimmed">{t('inviteHint')}</Text>
      <Paper withBorder p="md">
        <form
          noValidate
          onSubmit={form.submits(async (values) => {
            const { data } = await api.POST('/api/users', { body: { ...bodyOf(values), status: 'ACTIVE' } });
            if (data?.invitationLink !== undefined) handOver(data.id, data.invitationLink);
            void queries.invalidateQueries({ queryKey: ['people'] });
            tellChanged(t('invitedTold', { name: data!.name }));
            void go(`../${data!.id}`);
          })}
        >
          <Stack>
            {form.problem && <NotDone error={form.problem} />}
            <PersonFields form={form} />
            <Group justify="flex-end">
              <Button type="submit" loading={form.isSending}>
                {t('invite')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
    </Stack>
  );
}
