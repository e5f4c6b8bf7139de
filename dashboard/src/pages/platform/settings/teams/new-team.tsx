import { Anchor, Button, Group, Paper, Stack, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { api } from '../../../../api/client';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { NotDone } from '../../../../shared/states';
import { TeamFields } from './team-form';
import { NEW_TEAM, newTeam, type TeamValues } from './team-values';

/** Makes a team; its members come on its page. */
export function NewTeam() {
  const { t } = useTranslation('teams');
  const go = useNavigate();
  const queries = useQueryClient();
  const form = useContractForm<TeamValues>({ schema: newTeam, initialValues: NEW_TEAM });
  return (
    <Stack>
      <Anchor component={Link} to="..">
        {t('back')}
      </Anchor>
      <Title order={1}>{t('addTitle')}</Title>
      <Paper withBorder p="md">
        <form
          noValidate
          onSubmit={form.submits(async (values) => {
            const { data } = await api.POST('/api/teams', { body: values });
            void queries.invalidateQueries({ queryKey: ['teams'] });
            tellChanged(t('addedTold', { name: data!.name }));
            void go(`../${data!.id}`);
          })}
        >
          <Stack>
            {form.problem && <NotDone error={form.problem} />}
            <TeamFields form={form} />
            <Group justify="flex-end">
              <Button type="submit" loading={form.isSending}>
                {t('add')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
    </Stack>
  );
}
