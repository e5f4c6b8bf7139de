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
import { notifications } from '@mantine/notifications';
import { IconKeyboard, IconLogout } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { forgetTokens, needsNoLogIn, refreshTokenOf } from '../api/session';
import { LANGUAGES, speak, type Language } from '../i18n';
import { roleKey, type Me } from '../shared/me';
import { openShortcuts } from './shortcuts';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** The signed-in person, their language and colours, and the way out. */
export function Account({ me }: { me: Me }) {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const queries = useQueryClient();

  const failed = (): void => void notifications.show({ color: 'red', message: t('frame.languageFailed') });
  const signOut = async (): Promise<void> => {
    const refreshToken = refreshTokenOf();
    if (refreshToken !== null) await api.POST('/api/auth/logout', { body: { refreshToken } }).catch(() => undefined);
    forgetTokens();
    queries.clear();
  };

  return (
    <Popover position="bottom-end" width={280} withRoles trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton aria-label={t('frame.account', { name: me.name })} className="round">
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
            onChange={(language) => void speak(language as Language).catch(failed)}
          />
          <Choice
            label={t('frame.scheme')}
            data={SCHEMES.map((value) => ({ value, label: t(`frame.${value}`) }))}
            value={colorScheme}
            onChange={(scheme) => setColorScheme(scheme as (typeof SCHEMES)[number])}
          />
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
