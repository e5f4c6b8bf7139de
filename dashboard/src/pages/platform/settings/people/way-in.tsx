import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { api } from '../../../../api/client';
import { Instant } from '../../../../shared/instant';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { NotDone } from '../../../../shared/states';
import type { OnePerson } from './data';
import { HandOverLink } from './hand-over-link';

/** How somebody gets in: invited, invited again, the invitation withdrawn; later a link that sets a new password. */
export default function WayIn({ person }: { person: OnePerson }) {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const handed: unknown = useLocation().state;
  const [link, setLink] = useState<string | null>(typeof handed === 'string' ? handed : null);
  const [error, setError] = useState<Error | null>(null);
  const [isSending, setSending] = useState(false);
  const { id, name, invited, invitation, status } = person;
  const path = { params: { path: { id } } };
  const act = (work: () => Promise<string>): void => {
    setSending(true);
    setError(null);
    setLink(null);
    work()
      .then((message) => tellChanged(message))
      .catch((failure: unknown) => setError(failure instanceof Error ? failure : new Error(String(failure))))
      .finally(() => {
        setSending(false);
        void queries.invalidateQueries({ queryKey: ['people'] });
      });
  };
  const send = (): void =>
    act(async () => {
      const { data } = await (invited
        ? api.POST('/api/users/{id}/invitation', path)
        : api.POST('/api/users/{id}/password-reset', path));
      setLink(data!.link);
      return t(data!.link === null ? 'wayIn.mailed' : 'wayIn.made', { name });
    });
  const withdraw = (): void =>
    act(async () => {
      await api.DELETE('/api/users/{id}/invitation', path);
      return t('wayIn.withdrawn', { name });
    });
  if (status === 'INACTIVE') return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="way-in">
      <Title order={2} size="h4" id="way-in" mb="sm">
        {t('wayIn.title')}
      </Title>
      <Stack align="flex-start">
        {error && <NotDone error={error} />}
        <Text size="sm">{t(invited ? 'wayIn.invited' : 'wayIn.hasPassword')}</Text>
        {link !== null && <HandOverLink link={link} name={name} />}
        {invited && invitation && (
          <Text size="sm" role="status">
            {t(`wayIn.statuses.${invitation.status}`)} {t('wayIn.until')} <Instant at={invitation.expireAt} />
            {invitation.fault !== null && <> · {t(`wayIn.faults.${invitation.fault}`)}</>}
            {invitation.nextTryAt !== null && (
              <>
                {' '}
                {t('wayIn.nextTry')} <Instant at={invitation.nextTryAt} seconds />
              </>
            )}
          </Text>
        )}
        <Group>
          <Button variant="default" loading={isSending} onClick={send}>
            {t(invited ? 'wayIn.again' : 'wayIn.reset')}
          </Button>
          {invited && (
            <Button variant="default" disabled={isSending} onClick={withdraw}>
              {t('wayIn.withdraw')}
            </Button>
          )}
        </Group>
      </Stack>
    </Paper>
  );
}
