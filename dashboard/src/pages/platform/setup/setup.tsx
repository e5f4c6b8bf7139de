import { Alert, Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PAGES } from '../../../shared/pages';
import { api } from '../../../api/client';
import { Failed, Loading } from '../../../shared/states';
import { spanWords, useNow } from '../../../shared/time';
import { SetupForm } from './form';

/** The first page of an installation: by the link that its start has printed. */
export default function Setup() {
  const { t } = useTranslation('setup');
  // The token stays in the address until it is used up: whoever loads the page again goes on.
  const [token] = useState(() => window.location.hash.slice(1));
  const link = useQuery({
    queryKey: ['setup-link', token],
    enabled: token !== '',
    queryFn: async () => (await api.POST('/api/setup/link', { body: { token } })).data!,
    staleTime: Infinity,
  });
  useEffect(() => {
    document.title = `${t('title')} · Pinggo`;
  }, [t]);
  const standing = token === '' ? 'UNKNOWN' : link.data?.standing;
  return (
    <Center component="main" mih="100vh" p="md" className="ground">
      <Paper withBorder p={{ base: 'md', sm: 'xl' }} w={560} maw="100%">
        <Stack>
          <div>
            <Text fw={800} fz={28} className="brand">
              Pinggo
            </Text>
            <Text size="sm" c="dimmed">
              {t('promise')}
            </Text>
          </div>
          <Title order={1} size="h3">
            {t('title')}
          </Title>
          {standing === 'GOOD' && (
            <>
              <Ends at={link.data!.expireAt!} />
              <SetupForm token={token} onGone={() => void link.refetch()} />
            </>
          )}
          {standing !== undefined && standing !== 'GOOD' && <Gone standing={standing} />}
          {standing === undefined && link.error && <Failed error={link.error} again={() => void link.refetch()} />}
          {standing === undefined && !link.error && <Loading />}
        </Stack>
      </Paper>
    </Center>
  );
}

function Ends({ at }: { at: string }) {
  const { t } = useTranslation('setup');
  const now = useNow();
  return <Text size="sm">{t('ends', { span: spanWords(Math.max(0, Date.parse(at) - now)) })}</Text>;
}

type Bad = 'USED' | 'EXPIRED' | 'REPLACED' | 'NOT_NEEDED' | 'UNKNOWN';

/** Why the link does not work, and how to go on. */
function Gone({ standing }: { standing: Bad }) {
  const { t } = useTranslation('setup');
  return (
    <Alert color="orange" role="alert" title={t('gone.title')}>
      <Stack gap="xs">
        <Text size="sm">{t(`gone.${standing}`)}</Text>
        <Text size="sm">
          {t('gone.there')} <a href={PAGES.overview}>{t('gone.signIn')}</a>
        </Text>
        <Text size="sm">{t('gone.fresh')}</Text>
        <Text size="sm" ff="monospace">
          npm run admin -- setup-link
        </Text>
      </Stack>
    </Alert>
  );
}
