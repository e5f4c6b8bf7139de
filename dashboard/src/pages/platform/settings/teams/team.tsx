import { Alert, Anchor, Badge, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api } from '../../../../api/client';
import { ifMatch } from '../../../../api/if-match';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { useCan } from '../../../../shared/me';
import { beforeChange } from '../../../../shared/settings/before-change';
import { ByName } from '../../../../shared/settings/by-name';
import { EditForm, type Editing } from '../../../../shared/settings/edit-form';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { useBase } from '../../../../shared/settings/use-base';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { Coverage } from './coverage';
import { useTeam, type Team } from './data';
import { Members } from './members';
import { TeamFields } from './team-form';
import { changeOf, teamChange, valuesOf, type TeamValues } from './team-values';
import { asError } from '../../../../shared/as-error';

/** One team: what it is, who is in it, and when nobody of it is at work. */
export function TeamPage() {
  const { t } = useTranslation('teams');
  const { id = '' } = useParams();
  const team = useTeam(id);
  return (
    <Stack>
      <Anchor component={Link} to="..">
        {t('back')}
      </Anchor>
      {team.isPending && <Loading />}
      {team.error && <Failed error={team.error} again={() => void team.refetch()} />}
      {team.data && <OneTeam key={id} team={team.data} />}
    </Stack>
  );
}

function OneTeam({ team }: { team: Team }) {
  const { t } = useTranslation('teams');
  const canAdminister = useCan('teams.administer');
  const { id, name, archivedAt } = team;
  return (
    <Stack>
      <Group>
        <Title order={1}>{name}</Title>
        {archivedAt !== null && (
          <Badge miw="max-content" variant="light" color="gray" tt="none" c="var(--mantine-color-text)">
            {t('archived')}
          </Badge>
        )}
      </Group>
      <Paper withBorder p="md" component="section" aria-labelledby="team-what">
        <Title order={2} size="h4" id="team-what" mb="sm">
          {t('what')}
        </Title>
        <EditTeam team={team} readOnly={!canAdminister} />
      </Paper>
      <Paper withBorder p="md" component="section" aria-labelledby="members">
        <Title order={2} size="h4" id="members" mb="sm">
          {t('members')}
        </Title>
        <Members team={team} canChange={canAdminister && archivedAt === null} />
      </Paper>
      {archivedAt === null && (
        <Paper withBorder p="md" component="section" aria-labelledby="coverage">
          <Title order={2} size="h4" id="coverage" mb="sm">
            {t('coverage.title')}
          </Title>
          {team.calendarId === null ? <Text>{t('coverage.noCalendar')}</Text> : <Coverage teamId={id} />}
        </Paper>
      )}
      {canAdminister && (
        <Paper withBorder p="md" component="section" aria-labelledby="archive">
          <Title order={2} size="h4" id="archive" mb="sm">
            {t('archiving')}
          </Title>
          <Archive team={team} />
        </Paper>
      )}
    </Stack>
  );
}

/** @param saved told once it is stored, before it is read again */
function useChange(team: Team, saved?: () => void) {
  const queries = useQueryClient();
  return async (body: Partial<TeamValues> & { archived?: boolean }, revision: number): Promise<Team> => {
    const params = { path: { id: team.id }, header: ifMatch(revision) };
    const { data } = await api.PATCH('/api/teams/{id}', { params, body });
    saved?.();
    void queries.invalidateQueries({ queryKey: ['teams'] });
    return data!;
  };
}

function EditTeam({ team, readOnly }: { team: Team; readOnly: boolean }) {
  const { base, isOld, setDirty } = useBase(team);
  return <TeamForm key={base.revision} team={base} isOld={isOld} onDirty={setDirty} readOnly={readOnly} />;
}

function TeamForm({ team, ...editing }: Editing & { team: Team }) {
  const { t } = useTranslation('teams');
  const queries = useQueryClient();
  const change = useChange(team, () => editing.onDirty(false));
  const form = useContractForm<TeamValues>({ schema: teamChange, initialValues: valuesOf(team) });
  const save = async (values: TeamValues): Promise<void> => {
    const changed = changeOf(team, values);
    if (changed === undefined) return;
    const back = beforeChange(valuesOf(team), changed);
    const { revision } = await change(changed, team.revision);
    form.resetDirty();
    tellChanged(t('changedTold', { name: team.name }), () => change(back, revision));
  };
  return (
    <EditForm
      form={form}
      words={{ stale: t('stale'), reset: t('reset'), save: t('save') }}
      {...editing}
      act={save}
      showNow={() => void queries.invalidateQueries({ queryKey: ['teams', 'one', team.id] })}
    >
      <TeamFields form={form} teamId={team.id} readOnly={editing.readOnly} />
    </EditForm>
  );
}

function Archive({ team }: { team: Team }) {
  const { t } = useTranslation('teams');
  const change = useChange(team);
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { name, archivedAt, revision } = team;
  const takeBack = (): void => {
    setError(null);
    change({ archived: false }, revision).then(
      () => tellChanged(t('backTold', { name })),
      (failure: unknown) => setError(asError(failure)),
    );
  };
  return (
    <Stack align="flex-start">
      {error && <NotDone error={error} />}
      {archivedAt === null ? (
        <>
          {t('archiveHint')}
          <Button ref={button} color="red" variant="outline" onClick={() => setAsking(true)}>
            {t('archive')}
          </Button>
        </>
      ) : (
        <>
          {t('archivedHint')}
          <Button onClick={takeBack}>{t('takeBack')}</Button>
        </>
      )}
      {isAsking && (
        <ByName
          title={t('archiveTitle', { name })}
          name={name}
          submit={t('archive')}
          act={async () => {
            const after = await change({ archived: true }, revision);
            tellChanged(t('archivedTold', { name }), () => change({ archived: false }, after.revision));
          }}
          onClose={() => {
            setAsking(false);
            button.current?.focus();
          }}
        >
          <Uses team={team} />
        </ByName>
      )}
    </Stack>
  );
}

/** What follows when a team is archived. */
function Uses({ team: { id, memberCount, fallbackTeamId } }: { team: Team }) {
  const { t } = useTranslation('teams');
  const uses = useQuery({
    queryKey: ['teams', 'uses', id],
    gcTime: 0,
    queryFn: async () => (await api.GET('/api/teams/{id}/uses', { params: { path: { id } } })).data!,
  });
  if (uses.error) return <Failed error={uses.error} again={() => void uses.refetch()} />;
  if (!uses.data) return <Loading />;
  const { flows, fallbackOf } = uses.data;
  return (
    <Stack gap="xs" role="status">
      <Text size="sm">{t('uses.members', { count: memberCount })}</Text>
      {flows.length === 0 && fallbackOf.length === 0 && <Text size="sm">{t('uses.none')}</Text>}
      {flows.length > 0 && (
        <Alert color="orange" variant="light" title={t('uses.flows')}>
          <List size="sm">
            {flows.map(({ path, message }) => (
              <List.Item key={path + message}>{message}</List.Item>
            ))}
          </List>
          <Text size="sm">{t(fallbackTeamId === null ? 'uses.nobody' : 'uses.fallback')}</Text>
        </Alert>
      )}
      {fallbackOf.length > 0 && (
        <Text size="sm">{t('uses.fallbackOf', { teams: fallbackOf.map(({ name }) => name).join(', ') })}</Text>
      )}
    </Stack>
  );
}
