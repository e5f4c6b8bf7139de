import { Anchor, Button, Group, Paper, Stack, Title } from '@mantine/core';
import { IconUserCheck, IconUserOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useRef, useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api } from '../../../../api/client';
import { ifMatch } from '../../../../api/if-match';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { useCan, useMe } from '../../../../shared/me';
import { beforeChange } from '../../../../shared/settings/before-change';
import { ByName } from '../../../../shared/settings/by-name';
import { EditForm, type Editing } from '../../../../shared/settings/edit-form';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { useBase } from '../../../../shared/settings/use-base';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { Absences } from '../../away/absences';
import type { HandoverProps } from '../../away/handover';
import { ACCESS_PARTS } from './access-parts';
import { usePerson, type OnePerson } from './data';
import { PersonFields } from './person-form';
import { bodyOf, changeOf, userChange, valuesOf, type PersonValues } from './person-values';
import { StateBadge } from './state-badge';
import { asError } from '../../../../shared/as-error';

/** One person: what they are, when they are away, and whether they are still here. */
export function PersonPage({ Handover }: { Handover: ComponentType<HandoverProps> }) {
  const { t } = useTranslation('people');
  const { id = '' } = useParams();
  const person = usePerson(id);
  return (
    <Stack>
      <Anchor component={Link} to="..">
        {t('back')}
      </Anchor>
      {person.isPending && <Loading />}
      {person.error && <Failed error={person.error} again={() => void person.refetch()} />}
      {person.data && <Person key={id} person={person.data} Handover={Handover} />}
    </Stack>
  );
}

interface PersonProps {
  person: OnePerson;
  Handover: ComponentType<HandoverProps>;
}

function Person({ person, Handover }: PersonProps) {
  const { t } = useTranslation('people');
  const canAdminister = useCan('people.administer');
  const canPlan = useCan('time_off.plan');
  const { id, name } = person;
  return (
    <Stack>
      <Group>
        <Title order={1}>{name}</Title>
        <StateBadge person={person} />
      </Group>
      <Paper withBorder p="md" component="section" aria-labelledby="what">
        <Title order={2} size="h4" id="what" mb="sm">
          {t('what')}
        </Title>
        <EditPerson person={person} readOnly={!canAdminister} />
      </Paper>
      <Paper withBorder p="md" component="section" aria-labelledby="absences">
        <Title order={2} size="h4" id="absences" mb="sm">
          {t('absences')}
        </Title>
        <Absences userId={id} canPlan={canPlan && person.status !== 'INACTIVE'} Handover={Handover} />
      </Paper>
      {canAdminister &&
        ACCESS_PARTS.map(({ key, View }) => (
          <Suspense key={key} fallback={<Loading />}>
            <View person={person} />
          </Suspense>
        ))}
      {canAdminister && (
        <Paper withBorder p="md" component="section" aria-labelledby="leaving">
          <Title order={2} size="h4" id="leaving" mb="sm">
            {t('leaving')}
          </Title>
          <Leaving person={person} Handover={Handover} />
        </Paper>
      )}
    </Stack>
  );
}

function EditPerson({ person, readOnly }: { person: OnePerson; readOnly: boolean }) {
  const { base, isOld, setDirty } = useBase(person);
  return <PersonForm key={base.revision} person={base} isOld={isOld} onDirty={setDirty} readOnly={readOnly} />;
}

function PersonForm({ person, ...editing }: Editing & { person: OnePerson }) {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const { id, name } = person;
  const form = useContractForm<PersonValues>({
    schema: userChange,
    initialValues: valuesOf(person),
    toBody: (values) => bodyOf(values),
  });
  const change = async (body: Partial<ReturnType<typeof bodyOf>>, revision: number): Promise<number> => {
    const params = { path: { id }, header: ifMatch(revision) };
    const { data } = await api.PATCH('/api/users/{id}', { params, body });
    editing.onDirty(false);
    void queries.invalidateQueries({ queryKey: ['people'] });
    return data!.revision;
  };
  const save = async (values: PersonValues): Promise<void> => {
    const changed = changeOf(person, values);
    if (changed === undefined) return;
    const back = beforeChange(bodyOf(valuesOf(person)), changed);
    const revision = await change(changed, person.revision);
    form.resetDirty();
    tellChanged(t('changedTold', { name }), () => change(back, revision));
  };
  return (
    <EditForm
      form={form}
      words={{ stale: t('stale'), reset: t('reset'), save: t('save') }}
      {...editing}
      act={save}
      showNow={() => void queries.invalidateQueries({ queryKey: ['people', 'one', id] })}
    >
      <PersonFields form={form} lastAdmin={person.lastAdmin} readOnly={editing.readOnly} />
    </EditForm>
  );
}

function Leaving({ person, Handover }: PersonProps) {
  const { t } = useTranslation('people');
  const me = useMe();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { id, name } = person;
  const setStatus = async (status: 'ACTIVE' | 'INACTIVE' | 'AWAY'): Promise<void> => {
    await api.PATCH('/api/users/{id}', { params: { path: { id } }, body: { status } });
    void queries.invalidateQueries({ queryKey: ['people'] });
  };
  const doAtOnce = (status: 'ACTIVE' | 'AWAY', told: string): void => {
    setError(null);
    const before = person.status;
    setStatus(status).then(
      // A deactivation ends for good: whoever is to leave again is asked for by name.
      () => tellChanged(told, before === 'INACTIVE' ? undefined : () => setStatus(before)),
      (failure: unknown) => setError(asError(failure)),
    );
  };
  const isMe = me?.id === id;
  const why = isMe ? t('notYourself') : person.lastAdmin ? t('lastAdmin') : null;
  return (
    <Stack align="flex-start">
      {error && <NotDone error={error} />}
      {person.status === 'INACTIVE' && (
        <>
          {t('deactivatedHint')}
          <Button
            leftSection={<IconUserCheck size={16} aria-hidden />}
            onClick={() => doAtOnce('ACTIVE', t('activatedTold', { name }))}
          >
            {t('activate')}
          </Button>
        </>
      )}
      {person.status === 'AWAY' && (
        <Button variant="default" onClick={() => doAtOnce('ACTIVE', t('activatedTold', { name }))}>
          {t('endAway')}
        </Button>
      )}
      {person.status !== 'INACTIVE' && (
        <>
          {why ?? t('deactivateHint')}
          <Button
            ref={button}
            color="red"
            variant="outline"
            disabled={why !== null}
            leftSection={<IconUserOff size={16} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {t('deactivate')}
          </Button>
        </>
      )}
      {isAsking && (
        <ByName
          title={t('deactivateTitle', { name })}
          name={name}
          submit={t('deactivate')}
          act={async () => {
            await setStatus('INACTIVE');
            tellChanged(t('deactivatedTold', { name }));
          }}
          onClose={() => {
            setAsking(false);
            button.current?.focus();
          }}
        >
          <Handover userId={id} cause="DEACTIVATION" />
        </ByName>
      )}
    </Stack>
  );
}
