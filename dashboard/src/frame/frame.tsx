import { AppShell, Burger, Group, NavLink as Item, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense, useEffect, type PropsWithChildren } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { isOnItsWay } from '../shared/first-hour-way';
import { lazyPage } from '../shared/lazy-page';
import type { Me } from '../shared/me';
import { Account } from './account';
import { Bell } from './bell';
import { ConnectionNotice } from './connection';
import { FindButton, Finder } from './finder';
import { KeptFrom } from './kept-from';
import type { PageEntry } from './pages';
import { Shortcuts } from './shortcuts';
import { useTold } from '../shared/title';

const Suspended = lazyPage(['suspended'], () => import('./suspended'));
const WayBack = lazyPage(['firstHour'], () => import('../pages/leads/first-hour/way-back'));

/** What is around every page: navigation, search, notices, the person, and whether what is shown is live. */
export function Frame({ me, pages, children }: PropsWithChildren<{ me: Me; pages: PageEntry[] }>) {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  const page = pages.find(({ to }) => (to === '/' ? pathname === '/' : pathname.startsWith(to)));
  const { waiting, name } = useTold();
  const title = name ?? (page && t(`nav.${page.key}`));
  useEffect(() => {
    const counted = waiting > 0 ? `(${waiting}) ${title}` : title;
    document.title = title ? `${counted} · Pinggo` : 'Pinggo';
  }, [title, waiting]);

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className="skip" href="#content">
        {t('nav.skip')}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group wrap="nowrap" gap="xs">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t('frame.menu')}
              aria-expanded={opened}
            />
            <Text fw={800} size="lg" className="brand">
              Pinggo
            </Text>
            <Text size="sm" c="dimmed" visibleFrom="sm" truncate>
              {me.org?.name}
            </Text>
          </Group>
          <Group wrap="nowrap" gap="xs">
            {pages.length > 0 && <FindButton />}
            {pages.length > 0 && <Bell />}
            <Account me={me} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('nav.label')}>
        {pages.map(({ to, key, icon: Sign, badge: Waiting }) => (
          <Item
            key={to}
            component={NavLink}
            to={to}
            end={to === '/'}
            label={t(`nav.${key}`)}
            leftSection={<Sign size={18} aria-hidden />}
            rightSection={Waiting && <Waiting />}
            onClick={close}
            active={page?.to === to}
            variant="filled"
            className="nav-item"
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className="ground">
        <ConnectionNotice />
        {me.org?.suspendedAt && (
          <Suspense fallback={null}>
            <Suspended />
          </Suspense>
        )}
        <KeptFrom me={me} />
        {isOnItsWay() && pathname !== PAGES.firstHour && (
          <Suspense fallback={null}>
            <WayBack />
          </Suspense>
        )}
        {children}
      </AppShell.Main>
      <Finder me={me} pages={pages} />
      <Shortcuts pages={pages} />
    </AppShell>
  );
}
