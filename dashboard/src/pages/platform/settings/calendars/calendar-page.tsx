import { Alert, Button, Progress, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { PAGES } from '../../../../shared/pages';
import { Refused } from '../../../../api/client';
import { useCan } from '../../../../shared/me';
import { useLeaving, type Leaving } from '../../../../shared/settings/use-leaving';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading } from '../../../../shared/states';
import { useTellName } from '../../../../shared/title';
import { CALENDARS, changeCalendar, hoursOf, isBeingApplied, useCalendar, type Calendar, type Hours } from './data';
import { Editor, type Edited } from './editor';
import { OpenAt } from './open-at';
import { AskApply } from './ask-apply';
import { Uses } from './uses';
import { Year } from './year';

/** What the address brings along where a change is to be taken back. */
interface Back {
  back: Hours;
}

export default function CalendarPage() {
  const { t } = useTranslation('calendars');
  const { id = '' } = useParams();
  const leaving = useLeaving();
  const calendar = useCalendar(id, leaving.isLeaving);
  const title = useRef<HTMLHeadingElement>(null);
  return (
    <Stack>
      <div>
        <Link to={PAGES.calendars}>{t('back')}</Link>
        <Title order={1} ref={title} tabIndex={-1}>
          {calendar.data?.name ?? t('title')}
        </Title>
      </div>
      {calendar.data ? (
        // Of another calendar all begins anew; of a newer revision only what shows it.
        <One key={id} calendar={calendar.data} title={title} leaving={leaving} />
      ) : calendar.error ? (
        <Failed error={calendar.error} again={() => void calendar.refetch()} />
      ) : (
        <Loading />
      )}
    </Stack>
  );
}

interface OneProps {
  calendar: Calendar;
  title: RefObject<HTMLHeadingElement | null>;
  leaving: Leaving;
}

function One({ calendar, title, leaving }: OneProps) {
  const { t } = useTranslation('calendars');
  const canEdit = useCan('calendars.administer');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const back = (useLocation().state as Back | null)?.back;
  /** What the form was filled with: its revision is the one that is changed. */
  const [edited, setEdited] = useState(calendar);
  const [asked, setAsked] = useState<Edited | null>(null);
  const [isStale, setStale] = useState(false);
  const isSaved = useRef(false);
  useTellName(calendar.name);

  useEffect(() => {
    if (!back) return;
    setAsked({ name: calendar.name, ...back });
    void navigate('.', { replace: true, state: null });
  }, [back, calendar.name, navigate]);

  // The form is filled anew with what was saved: the keyboard goes on from the top.
  useEffect(() => {
    if (!isSaved.current || asked) return;
    isSaved.current = false;
    title.current?.focus();
  }, [asked, edited, title]);

  const reload = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: [CALENDARS] });
    const now = queries.getQueryData<Calendar>([CALENDARS, 'one', calendar.id]);
    if (now) setEdited(now);
    setStale(false);
  };

  const save = async (body: Edited, applyTo: 'NEW' | 'RUNNING'): Promise<void> => {
    const before = hoursOf(edited);
    try {
      const changed = await changeCalendar(edited, { ...body, applyTo });
      queries.setQueryData([CALENDARS, 'one', calendar.id], changed);
      setEdited(changed);
      isSaved.current = true;
    } catch (error) {
      if (error instanceof Refused && error.status === 412) setStale(true);
      throw error;
    }
    await queries.invalidateQueries({ queryKey: [CALENDARS] });
    const isNewHours = !isSame(before, hoursOf(body));
    tellChanged(
      t(applyTo === 'RUNNING' ? 'savedRunning' : 'saved', { name: body.name }),
      // With a preview of its own: what it moves may be more by now.
      isNewHours
        ? () =>
            Promise.resolve(navigate(`${PAGES.calendars}/${calendar.id}`, { state: { back: before } satisfies Back }))
        : undefined,
    );
  };

  const submit = async (body: Edited): Promise<void> => {
    if (isSame(hoursOf(edited), hoursOf(body))) await save(body, 'NEW');
    else setAsked(body);
  };

  return (
    <>
      {isStale && (
        <Alert color="orange" role="alert" title={t('stale')}>
          <Button size="xs" variant="default" onClick={() => void reload()}>
            {t('staleLoad')}
          </Button>
        </Alert>
      )}
      <Applying calendar={calendar} />
      {!leaving.isLeaving && <OpenAt calendar={calendar} />}
      <Editor
        key={edited.revision}
        initial={{ name: edited.name, ...hoursOf(edited) }}
        submit={t('save')}
        onSubmit={submit}
        isReadOnly={!canEdit}
      />
      {!leaving.isLeaving && <Year calendar={calendar} />}
      <Uses calendar={calendar} canDelete={canEdit} leaving={leaving} />
      {asked && <AskApply id={calendar.id} edited={asked} save={save} onClose={() => setAsked(null)} />}
    </>
  );
}

const isSame = (one: Hours, other: Hours): boolean => JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other));

/** The members in one order, whoever wrote them. */
const inOrder = ({ timeZone, weekly, holidays, specialDates }: Hours) => [
  timeZone,
  weekly.map(({ day, from, to }) => [day, from, to]),
  holidays.map(({ date, name }) => [date, name]),
  specialDates.map(({ date, intervals }) => [date, intervals.map(({ from, to }) => [from, to])]),
];

/** How far a change is that is being applied to leads that run. */
function Applying({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation('calendars');
  const change = calendar.lastChange;
  if (!change || !isBeingApplied(calendar)) return null;
  const { leadsFound, leadsDone } = change;
  return (
    <Alert role="status" title={t('applying')}>
      <Text size="sm">
        {leadsFound === null ? t('applyingSoon') : t('applied', { done: leadsDone, count: leadsFound })}
      </Text>
      <Progress
        mt="xs"
        value={leadsFound ? (leadsDone / leadsFound) * 100 : 0}
        aria-label={t('applying')}
        animated={leadsFound === null}
      />
    </Alert>
  );
}
