import { Alert, Button, Group, Paper, Progress, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck, IconCircleDashed } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../../../domain/leads/vocabulary/pages.js';
import { Instant } from '../../../shared/instant';
import { useCan } from '../../../shared/me';
import { PageHead } from '../../../shared/page-head';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { asError } from '../../../shared/as-error';
import { useTellName } from '../../../shared/title';
import { goOnItsWay, leaveItsWay } from '../../../shared/first-hour-way';
import type { Fresh } from '../settings/sources/data';
import { useChanges, useLiveFirstHour, type FirstHour, type Step } from './data';
import { DemoCard } from './demo-card';
import { FirstLead } from './first-lead';
import { MakeSource } from './make-source';
import { whereOf } from './where';
import './first-hour.css';

/** What a new organisation does first, each step with its proof as it comes. */
export default function FirstHourPage() {
  const { t } = useTranslation('firstHour');
  const { data, error, refetch } = useLiveFirstHour();
  useTellName(t('title'));
  // Who is here is back.
  useEffect(leaveItsWay, []);
  return (
    <Stack maw={860}>
      <PageHead title={t('title')} hint={t('hint')} />
      {data ? <Checklist state={data} /> : error ? <Failed error={error} again={() => void refetch()} /> : <Loading />}
    </Stack>
  );
}

function Checklist({ state }: { state: FirstHour }) {
  const { t } = useTranslation('firstHour');
  const mayAdminister = useCan('organisation.administer');
  // Only memory has the secret of a source that was made here.
  const [fresh, setFresh] = useState<Fresh | null>(null);
  const done = state.steps.filter((step) => step.done).length;
  return (
    <>
      <div>
        <Text size="sm" role="status">
          {t('progress', { done, count: state.steps.length })}
        </Text>
        <Progress value={(100 * done) / state.steps.length} aria-label={t('title')} mt={4} />
      </div>
      {state.standing === 'DONE' && (
        <Alert color="teal" icon={<IconCheck aria-hidden />} title={t('allDone')}>
          <Link to={PAGES.overview}>{t('toOverview')}</Link>
        </Alert>
      )}
      <ol className="first-hour" aria-label={t('title')}>
        {state.steps.map((step) => (
          <StepCard key={step.key} step={step} state={state} fresh={fresh} onFresh={setFresh} />
        ))}
      </ol>
      <DemoCard mayAdminister={mayAdminister} />
      <PutAway state={state} />
    </>
  );
}

interface StepProps {
  step: Step;
  state: FirstHour;
  fresh: Fresh | null;
  onFresh: (fresh: Fresh) => void;
}

function StepCard({ step, state, fresh, onFresh }: StepProps) {
  const { t } = useTranslation('firstHour');
  const { key, done, missing } = step;
  const isNext = state.next === key;
  const title = t(`step.${key}`);
  return (
    <Paper
      component="li"
      withBorder
      p="md"
      aria-current={isNext ? 'step' : undefined}
      aria-label={title}
      className={isNext ? 'first-hour-next' : undefined}
    >
      <Group align="flex-start" wrap="nowrap" gap="sm">
        <ThemeIcon radius="xl" variant={done ? 'filled' : 'light'} color={done ? 'teal' : 'gray'} aria-hidden>
          {done ? <IconCheck size={18} /> : <IconCircleDashed size={18} />}
        </ThemeIcon>
        <Stack gap="xs" flex={1} miw={0}>
          <Group justify="space-between" gap="xs">
            <Title order={2} size="h4">
              {title}
            </Title>
            <Text size="sm" fw={600}>
              {t(done ? 'done' : 'toDo')}
              {step.at !== null && (
                <>
                  {' · '}
                  <Instant at={step.at} />
                </>
              )}
            </Text>
          </Group>
          <Text size="sm">{t(`why.${key}`)}</Text>
          {missing !== null && (
            <Text size="sm" fw={500}>
              {t(`missing.${missing}`, { ...state.people, count: state.people.needed - state.people.takers })}
            </Text>
          )}
          {key === 'PEOPLE' && state.people.invited > 0 && (
            <Text size="sm" c="dimmed">
              {t('invited', { count: state.people.invited })}
            </Text>
          )}
          {key === 'SOURCE' && <MakeSource isNext={isNext} made={state.source !== null} onMade={onFresh} />}
          {key === 'LEAD' && <FirstLead state={state} fresh={fresh} />}
          <Ways step={step} state={state} />
        </Stack>
      </Group>
    </Paper>
  );
}

/** To where it is done, and that it is right as it is. */
function Ways({ step: { key, done }, state }: { step: Step; state: FirstHour }) {
  const { t } = useTranslation('firstHour');
  const mayConfirm = useCan('flows.publish');
  const { confirm } = useChanges();
  const [error, setError] = useState<Error | null>(null);
  const where = whereOf(key, state);
  const isConfirmed = key === 'HOURS' || key === 'FLOW';
  const name: Partial<Record<Step['key'], string | null | undefined>> = {
    HOURS: state.calendar?.name,
    FLOW: state.flow?.name,
    SOURCE: state.source?.name,
    LEAD: state.lead?.name,
    CALL: state.lead?.name,
  };
  const ways: ReactNode[] = [];
  if (where !== null)
    ways.push(
      <Button
        key="go"
        component={Link}
        to={where}
        onClick={goOnItsWay}
        size="xs"
        variant={done || state.next !== key ? 'default' : 'filled'}
      >
        {t(`go.${key}`, { name: name[key] ?? t('unnamed') })}
      </Button>,
    );
  if (isConfirmed && !done && mayConfirm)
    ways.push(
      <Button
        key="confirm"
        size="xs"
        variant="default"
        onClick={() => void confirm(key).catch((failure: unknown) => setError(asError(failure)))}
      >
        {t(`confirm.${key}`)}
      </Button>,
    );
  if (ways.length === 0) return null;
  return (
    <>
      {error && <NotDone error={error} />}
      <Group gap="xs">{ways}</Group>
    </>
  );
}

function PutAway({ state }: { state: FirstHour }) {
  const { t } = useTranslation('firstHour');
  const may = useCan('organisation.administer');
  const { putAway } = useChanges();
  const [error, setError] = useState<Error | null>(null);
  if (!may) return null;
  const isAway = state.standing === 'PUT_AWAY' || state.standing === 'NONE';
  const change = async (): Promise<void> => {
    setError(null);
    await putAway(!isAway);
    tellChanged(t(isAway ? 'broughtBack' : 'away'), () => putAway(isAway));
  };
  if (state.standing === 'DONE') return null;
  return (
    <div>
      {error && <NotDone error={error} />}
      <Text size="sm" mb="xs">
        {t(isAway ? 'bringBackHint' : 'putAwayHint')}
      </Text>
      <Button
        size="xs"
        variant="default"
        onClick={() => void change().catch((failure: unknown) => setError(asError(failure)))}
      >
        {t(isAway ? 'bringBack' : 'putAway')}
      </Button>
    </div>
  );
}
