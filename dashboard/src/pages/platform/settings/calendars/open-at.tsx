import { Badge, Button, Group, Paper, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../../../api/client';
import { serverNowMs } from '../../../../api/server-clock';
import { Failed } from '../../../../shared/states';
import { instantWords } from '../../../../shared/time';
import { wallClockOf } from '../../../../shared/wall-clock';
import { CALENDARS, type Calendar } from './data';
import { dateName } from './day-names';

/** “Is it open at …?”, answered by the calendar's own arithmetic, with the why. */
export function OpenAt({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation('calendars');
  const { id, timeZone, revision } = calendar;
  const [at, setAt] = useState(() => wallClockOf(new Date(serverNowMs()).toISOString(), timeZone));
  const [asked, setAsked] = useState(at);
  const answer = useQuery({
    queryKey: [CALENDARS, 'open-at', id, revision, asked],
    queryFn: async ({ signal }) =>
      (await api.GET('/api/calendars/{id}/open-at', { params: { path: { id }, query: { at: asked } }, signal })).data!,
  });
  return (
    <Paper withBorder p="md" component="section" aria-label={t('openAt.title')}>
      <Title order={2} size="h4">
        {t('openAt.title')}
      </Title>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (at !== '') setAsked(at);
        }}
      >
        <Group align="end" mt="xs">
          <TextInput
            type="datetime-local"
            label={t('openAt.when', { zone: timeZone })}
            value={at}
            onChange={({ currentTarget: { value } }) => setAt(value)}
          />
          <Button type="submit" variant="default" disabled={at === ''}>
            {t('openAt.ask')}
          </Button>
        </Group>
      </form>
      <div role="status" className="open-answer">
        {answer.data && <Answer answer={answer.data} timeZone={timeZone} />}
      </div>
      {answer.error && <Failed error={answer.error} />}
      <Text size="xs" c="dimmed">
        {t('openAt.saved')}
      </Text>
    </Paper>
  );
}

function Answer({ answer, timeZone }: { answer: Schemas['OpenAt']; timeZone: string }) {
  const { t, i18n } = useTranslation('calendars');
  const { open, reason, date, name, hours, closesAt, opensAt, clocksChange, skipped, localTime } = answer;
  const at = (instant: string): string => instantWords(instant, { language: i18n.language, timeZone });
  return (
    <>
      <Group gap="xs">
        <Badge color={open ? 'teal' : 'gray'} variant="filled">
          {open ? t('openAt.open') : t('openAt.closed')}
        </Badge>
        <Text className="tabular">
          {dateName(localTime.slice(0, 10), i18n.language)}, {localTime.slice(11)}
        </Text>
      </Group>
      <Text size="sm">
        {t(`openAt.reason.${reason}`, {
          date: dateName(date, i18n.language),
          name: name ?? '',
          from: hours?.from ?? '',
          to: hours?.to ?? '',
        })}{' '}
        {open
          ? closesAt === null
            ? t('openAt.neverCloses')
            : t('openAt.closesAt', { at: at(closesAt) })
          : opensAt === null
            ? t('openAt.neverOpens')
            : t('openAt.opensAt', { at: at(opensAt) })}
      </Text>
      {skipped && <Text size="sm">{t('openAt.skipped')}</Text>}
      {clocksChange && (
        <Text size="sm">
          {t(clocksChange.byMinutes > 0 ? 'openAt.forward' : 'openAt.back', {
            at: at(clocksChange.at),
            minutes: Math.abs(clocksChange.byMinutes),
          })}
        </Text>
      )}
    </>
  );
}
