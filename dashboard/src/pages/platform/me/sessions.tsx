import { Badge, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { useRun } from '../../../shared/use-run';
import { Card } from './card';
import './me.css';

type OwnSession = Schemas['OwnSession'];

/** Where one is signed in: each can be ended, and all others at once. */
export default function SessionsCard() {
  const { t } = useTranslation('me');
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['me', 'sessions'],
    queryFn: async () => (await api.GET('/api/me/sessions')).data!.items,
  });
  const [asked, setAsked] = useState(false);
  const read = () => queries.invalidateQueries({ queryKey: ['me', 'sessions'] });
  const others = data?.filter(({ isThis }) => !isThis) ?? [];

  return (
    <Card title={t('sessions.title')}>
      {!data && !error && <Loading />}
      {error && <Failed error={error} again={() => void refetch()} />}
      {data && (
        <ul className="own-list">
          {data.map((session) => (
            <SessionRow key={session.id} session={session} ended={read} />
          ))}
        </ul>
      )}
      {data && others.length === 0 && <Text size="sm">{t('sessions.onlyHere')}</Text>}
      {others.length > 0 && (
        <Group>
          <Button variant="default" onClick={() => setAsked(true)}>
            {t('sessions.endOthers')}
          </Button>
        </Group>
      )}
      {asked && <EndOthers count={others.length} done={read} onClose={() => setAsked(false)} />}
    </Card>
  );
}

function SessionRow({ session, ended }: { session: OwnSession; ended: () => Promise<unknown> }) {
  const { t } = useTranslation('me');
  const { error, isSending, run } = useRun();
  const device = deviceWords(session, t);
  const end = run(async () => {
    await api.DELETE('/api/me/sessions/{id}', { params: { path: { id: session.id } } });
    tellChanged(t('sessions.ended', { device }));
    await ended();
  });
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" align="start">
        <div>
          <Group gap="xs">
            <Text fw={600}>{device}</Text>
            {session.isThis && (
              <Badge color="teal" variant="filled" tt="none">
                {t('sessions.this')}
              </Badge>
            )}
          </Group>
          <Text size="sm">
            {t('sessions.lastUsed')} <Instant at={session.lastUsedAt} />
            {session.address && ` · ${session.address}`}
          </Text>
          <Text size="sm" c="dimmed">
            {session.signedInBy ? t(`sessions.by.${session.signedInBy}`) : t('sessions.since')}{' '}
            <Instant at={session.createdAt} /> · {t('sessions.until')} <Instant at={session.endsAt} />
          </Text>
        </div>
        {!session.isThis && (
          <Button
            size="compact-sm"
            variant="default"
            flex="none"
            loading={isSending}
            aria-label={t('sessions.endOf', { device })}
            onClick={end}
          >
            {t('sessions.end')}
          </Button>
        )}
      </Group>
      {error && <NotDone error={error} />}
    </li>
  );
}

/** `Chrome on Android` */
function deviceWords({ browser, system }: Pick<OwnSession, 'browser' | 'system'>, t: TFunction<'me'>): string {
  if (browser && system) return t('sessions.on', { browser, system });
  return browser ?? system ?? t('sessions.unknown');
}

function EndOthers({ count, done, onClose }: { count: number; done: () => Promise<unknown>; onClose: () => void }) {
  const { t } = useTranslation('me');
  const { error, isSending, run } = useRun();
  const end = run(async () => {
    const { data } = await api.DELETE('/api/me/sessions');
    tellChanged(t('sessions.othersEnded', { count: data!.ended }));
    await done();
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title={t('sessions.endOthers')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <Text>{t('sessions.endOthersWhat', { count })}</Text>
        {error && <NotDone error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('close')}
          </Button>
          <Button color="red" loading={isSending} data-autofocus onClick={end}>
            {t('sessions.endOthers')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
