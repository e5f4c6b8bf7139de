import { Anchor, Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { askForPasskey, knowsPasskeys } from '../shared/passkeys';
import { api, Refused } from '../api/client';
import { takeSession } from '../api/session';
import { MailedWays } from './mailed-ways';
import { NotDone } from '../shared/states';

export default function SignIn() {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: async () => {
      const { data } = await api.POST('/api/auth/login', { body: { email, password } });
      if (data) takeSession(data);
    },
  });
  const byPasskey = useMutation({
    mutationFn: async () => {
      signIn.reset();
      const { data: asked } = await api.POST('/api/auth/passkey/options');
      const passkey = await askForPasskey(asked!.options);
      // Somebody thought better of it.
      if (!passkey) return;
      const { data } = await api.POST('/api/auth/passkey', { body: { challenge: asked!.challenge, passkey } });
      if (data) takeSession(data);
    },
  });
  const isHeld = signIn.error instanceof Refused && signIn.error.status === 429;
  return (
    <Center component="main" mih="100vh" p="md" className="ground">
      <Paper withBorder p="xl" w={380} maw="100%">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate();
          }}
        >
          <Stack>
            <div>
              <Text fw={800} fz={28} className="brand">
                Pinggo
              </Text>
              <Text size="sm" c="dimmed">
                {t('signIn.promise')}
              </Text>
            </div>
            <Title order={1} size="h4">
              {t('signIn.title')}
            </Title>
            {signIn.error && <NotDone error={signIn.error} what={t(isHeld ? 'signIn.held' : 'signIn.failed')} />}
            {byPasskey.error && !signIn.isPending && !signIn.error && (
              <NotDone error={byPasskey.error} what={t('signIn.failed')} />
            )}
            <TextInput
              label={t('signIn.email')}
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              label={t('signIn.password')}
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Button type="submit" loading={signIn.isPending}>
              {t('signIn.submit')}
            </Button>
            {knowsPasskeys && (
              <Button variant="default" loading={byPasskey.isPending} onClick={() => byPasskey.mutate()}>
                {t('signIn.passkey')}
              </Button>
            )}
            <Anchor component={Link} to={PAGES.singleSignOn} size="sm" ta="center">
              {t('signIn.singleSignOn')}
            </Anchor>
          </Stack>
        </form>
        <MailedWays email={email} />
      </Paper>
    </Center>
  );
}
