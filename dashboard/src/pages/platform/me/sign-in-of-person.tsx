import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { ByName } from '../../../shared/settings/by-name';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { Failed, Loading } from '../../../shared/states';
import { Card } from './card';
import { useProof } from './factors/use-proof';

interface SignInOfPersonProps {
  id: string;
  name: string;
}

/** How a person signs in, for who administers: ends their sessions, and resets a factor that they lost. Its words: the area `me`. */
export default function SignInOfPerson({ id, name }: SignInOfPersonProps) {
  const { t } = useTranslation('me');
  const queries = useQueryClient();
  const key = ['users', id, 'sign-in'];
  const path = { params: { path: { id } } };
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: async () => (await api.GET('/api/users/{id}/sign-in', path)).data!,
  });
  const { proved, question } = useProof();
  const [dialog, setDialog] = useState<'END' | 'RESET' | null>(null);
  const done = async (message: string): Promise<void> => {
    tellChanged(message);
    await queries.invalidateQueries({ queryKey: key });
  };
  const hasFactor = data !== undefined && (data.factors.totp || data.factors.passkeys > 0);

  return (
    <Card title={t('person.title')}>
      {error && <Failed error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <Stack>
          <Text size="sm">
            {t('person.sessions', { count: data.sessions.length })} ·{' '}
            {t(hasFactor ? 'person.factorOn' : 'person.factorOff')}
          </Text>
          <Group>
            <Button variant="default" disabled={data.sessions.length === 0} onClick={() => setDialog('END')}>
              {t('person.end')}
            </Button>
            <Button variant="default" disabled={!hasFactor} onClick={() => setDialog('RESET')}>
              {t('person.reset')}
            </Button>
          </Group>
        </Stack>
      )}
      {dialog === 'END' && (
        <ByName
          title={t('person.end')}
          name={name}
          submit={t('person.end')}
          act={async () => {
            await api.DELETE('/api/users/{id}/sessions', path);
            await done(t('person.ended', { name }));
          }}
          onClose={() => setDialog(null)}
        >
          <Text size="sm">{t('person.endWhat', { name })}</Text>
        </ByName>
      )}
      {dialog === 'RESET' && (
        <ByName
          title={t('person.reset')}
          name={name}
          submit={t('person.reset')}
          act={async () => {
            await proved(() => api.DELETE('/api/users/{id}/factors', path));
            await done(t('person.resetDone', { name }));
          }}
          onClose={() => setDialog(null)}
        >
          <Text size="sm">{t('person.resetWhat', { name })}</Text>
        </ByName>
      )}
      {question}
    </Card>
  );
}
