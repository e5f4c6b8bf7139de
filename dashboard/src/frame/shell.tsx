import { AppShell, Burger, Group, NavLink as Item, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Icon } from '@tabler/icons-react';
import type { ComponentType, PropsWithChildren, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { ConnectionNotice } from './connection';

interface ShellItem {
  to: string;
  label: string;
  icon: Icon;
  isHere: boolean;
  /** Beside its name: how much waits there. */
  badge?: ComponentType | undefined;
}

interface ShellProps {
  /** Whose it is, beside the brand. */
  whose: ReactNode;
  /** At the right of the header. */
  tools: ReactNode;
  items: readonly ShellItem[];
}

/** What an organisation's people and operators see around their pages: header, navigation, and whether what is shown is live. */
export function Shell({ whose, tools, items, children }: PropsWithChildren<ShellProps>) {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
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
              {whose}
            </Text>
          </Group>
          <Group wrap="nowrap" gap="xs">
            {tools}
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('nav.label')}>
        {items.map(({ to, label, icon: Sign, isHere, badge: Waiting }) => (
          <Item
            key={to}
            component={NavLink}
            to={to}
            end={to === '/'}
            label={label}
            leftSection={<Sign size={18} aria-hidden />}
            rightSection={Waiting && <Waiting />}
            onClick={close}
            active={isHere}
            variant="filled"
            className="nav-item"
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className="ground">
        <ConnectionNotice />
        {children}
      </AppShell.Main>
    </AppShell>
  );
}
