import { Anchor, Button, Center, Loader, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type PropsWithChildren } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { signOnStart } from '../../../../../api/platform/contract/bodies/sign-on.js';
import { api } from '../../../api/client';
import { takeSession } from '../../../api/session';
import { useContractForm } from '../../../shared/form/use-contract-form';
import { NotDone } from '../../../shared/states';

/** Where whoever is signed in begins, and whoever is not signs in. */
const HOME = '/';

/** Where people begin to sign in by their organisation's provider, and where it sends them back to. */
export default function SingleSignOn() {
  // Read once: the address is cleaned at once, so that what the provider sent back is kept by no history.
  const [query] = useState(() => new URLSearchParams(window.location.search));
  const [state, organisation] = [query.get('state'), query.get('organisation')];
  if (state !== null) return <Finish state={state} query={query} />;
  return organisation === null ? <AskEmail /> : <Begin organisationId={organisation} />;
}

function Page({ children }: PropsWithChildren) {
  const { t } = useTranslation('signOn');
  return (
    <Center component="main" mih="100vh" p="md" className="ground">
      <Paper withBorder p="xl" w={380} maw="100%">
        <Stack>
          <Title order={1} size="h4">
            {t('title')}
          </Title>
          {children}
          <Anchor component={Link} to={HOME} size="sm">
            {t('public.back')}
          </Anchor>
        </Stack>
      </Paper>
    </Center>
  );
}

const Waiting = ({ text }: { text: string }) => (
  <Text role="status">
    <Loader size="xs" aria-hidden mr="sm" />
    {text}
  </Text>
);

async function goToProvider(body: { email: string } | { organisationId: string }): Promise<void> {
  const { data } = await api.POST('/api/auth/sso/start', { body });
  window.location.assign(data!.url);
}

function AskEmail() {
  const { t } = useTranslation('signOn');
  const [isLeaving, setLeaving] = useState(false);
  const form = useContractForm({ schema: signOnStart, initialValues: { email: '' } });
  return (
    <Page>
      <form
        noValidate
        onSubmit={form.submits(async ({ email }) => {
          await goToProvider({ email });
          setLeaving(true);
        })}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {t('public.text')}
          </Text>
          {form.problem && <NotDone error={form.problem} what={t('public.failed')} />}
          <TextInput
            label={t('public.email')}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            {...form.getInputProps('email')}
          />
          <Button type="submit" loading={form.isSending || isLeaving}>
            {t('public.submit')}
          </Button>
        </Stack>
      </form>
    </Page>
  );
}

function Begin({ organisationId }: { organisationId: string }) {
  const { t } = useTranslation('signOn');
  const begin = useQuery({
    queryKey: ['single-sign-on', 'begin', organisationId],
    retry: false,
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    queryFn: async () => {
      await goToProvider({ organisationId });
      return true;
    },
  });
  return (
    <Page>
      {begin.error ? (
        <NotDone error={begin.error} what={t('public.failed')} again={() => void begin.refetch()} />
      ) : (
        <Waiting text={t('public.leaving')} />
      )}
    </Page>
  );
}

function Finish({ state, query }: { state: string; query: URLSearchParams }) {
  const { t } = useTranslation('signOn');
  const navigate = useNavigate();
  // One use: asked for once, however often this is drawn.
  const { error } = useQuery({
    queryKey: ['single-sign-on', 'finish', state],
    retry: false,
    refetchOnMount: false,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    queryFn: async () => {
      window.history.replaceState(window.history.state, '', window.location.pathname);
      const sent = ['code', 'error', 'iss']
        .map((name) => [name, query.get(name)])
        .filter(([, value]) => value !== null);
      const body = { state, ...(Object.fromEntries(sent) as Record<string, string>) };
      const { data } = await api.POST('/api/auth/sso/finish', { body });
      takeSession(data!);
      await navigate(HOME, { replace: true });
      return true;
    },
  });
  return (
    <Page>{error ? <NotDone error={error} what={t('public.failed')} /> : <Waiting text={t('public.coming')} />}</Page>
  );
}
