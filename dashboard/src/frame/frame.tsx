import {
  ActionIcon,
  Alert,
  AppShell,
  Burger,
  Button,
  Group,
  NavLink as Item,
  Select,
  Text,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure, useNetwork } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import type { PropsWithChildren } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { api } from '../api/client';
import { forgetTokens, refreshTokenOf } from '../api/session';
import { LANGUAGES, speak, type Language } from '../i18n';

const PAGES = [
  { to: '/', key: 'nav.overview' },
  { to: '/leads', key: 'nav.leads' },
] as const;

/** What is around every page: navigation, language, light and dark, signing out, and whether we are connected. */
export function Frame({ children }: PropsWithChildren) {
  const { t, i18n } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
  const { toggleColorScheme } = useMantineColorScheme();
  const { online } = useNetwork();
  const { pathname } = useLocation();
  const queries = useQueryClient();

  const signOut = async (): Promise<void> => {
    const refreshToken = refreshTokenOf();
    if (refreshToken !== null) await api.POST('/api/auth/logout', { body: { refreshToken } }).catch(() => undefined);
    forgetTokens();
    queries.clear();
  };

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a className="skip" href="#content">
        {t('nav.skip')}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t('frame.menu')}
              aria-expanded={opened}
            />
            <Text fw={700} size="lg">
              Pinggo
            </Text>
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('nav.label')}>
        {PAGES.map(({ to, key }) => (
          <Item
            key={to}
            component={NavLink}
            to={to}
            label={t(key)}
            onClick={close}
            active={to === '/' ? pathname === '/' : pathname.startsWith(to)}
            variant="filled"
          />
        ))}
        <Group gap="xs" mt="auto">
          <Select
            aria-label={t('frame.language')}
            data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
            value={i18n.language}
            onChange={(value) => value !== null && void speak(value as Language)}
            allowDeselect={false}
            w={120}
            size="xs"
          />
          <ActionIcon variant="default" onClick={toggleColorScheme} aria-label={t('frame.scheme')}>
            ◐
          </ActionIcon>
          <Button variant="default" size="xs" onClick={() => void signOut()}>
            {t('frame.signOut')}
          </Button>
        </Group>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        {!online && (
          <Alert color="orange" mb="md" role="status">
            {t('frame.offline')}
          </Alert>
        )}
        {children}
      </AppShell.Main>
    </AppShell>
  );
}
