import {
  Avatar,
  Button,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconKeyboard, IconLogout, IconUser } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../domain/leads/vocabulary/pages.js';
import { api } from '../api/client';
import { needsNoLogIn, signOut } from '../api/session';
import { LANGUAGES, speak, type Language } from '../i18n';
import { can, roleKey, type Me } from '../shared/me';
import { openShortcuts } from './shortcuts';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** The signed-in person, their language and colours, and the way out. */
export function Account({ me }: { me: Me }) {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const queries = useQueryClient();
  const [opened, { toggle, close }] = useDisclosure();

  const failed = (): void => void notifications.show({ color: 'red', message: t('frame.languageFailed') });
  /** Spoken at once, and to this person wherever they sign in. */
  const change = async (language: Language): Promise<void> => {
    await speak(language);
    const { data } = await api.PATCH('/api/me', { body: { language } });
    queries.setQueryData(['me'], data);
  };

  return (
    <Popover
      opened={opened}
      onChange={(isOpen) => !isOpen && close()}
      position="bottom-end"
      width={280}
      withRoles
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton aria-label={t('frame.account', { name: me.name })} className="round" onClick={toggle}>
          <Avatar name={me.name} color="teal" variant="filled" size={36} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('frame.account', { name: me.name })}>
        <Stack gap="sm">
          <div>
            <Text fw={600}>{me.name}</Text>
            <Text size="xs">
              {t(roleKey(me.role))} · {me.email}
            </Text>
          </div>
          <Choice
            label={t('frame.language')}
            data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
            value={i18n.language}
            onChange={(language) => void change(language as Language).catch(failed)}
          />
          <Choice
            label={t('frame.scheme')}
            data={SCHEMES.map((value) => ({ value, label: t(`frame.${value}`) }))}
            value={colorScheme}
            onChange={(scheme) => setColorScheme(scheme as (typeof SCHEMES)[number])}
          />
          {can(me, 'profile.own') && (
            <Button
              component={Link}
              to={PAGES.me}
              variant="default"
              leftSection={<IconUser size={16} aria-hidden />}
              onClick={close}
            >
              {t('frame.ownPage')}
            </Button>
          )}
          <Button
            variant="default"
            leftSection={<IconKeyboard size={16} aria-hidden />}
            onClick={openShortcuts}
            visibleFrom="sm"
          >
            {t('frame.shortcuts')}
          </Button>
          {!needsNoLogIn && (
            <Button variant="default" leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
              {t('frame.signOut')}
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface ChoiceProps {
  label: string;
  data: { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}

function Choice({ label, data, value, onChange }: ChoiceProps) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <SegmentedControl fullWidth size="xs" aria-label={label} data={data} value={value} onChange={onChange} />
    </div>
  );
}
