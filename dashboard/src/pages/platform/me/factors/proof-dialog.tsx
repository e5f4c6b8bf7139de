import { Button, Group, Modal, PasswordInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../api/client';
import { askForPasskey, knowsPasskeys } from '../../../../shared/passkeys';
import { NotDone } from '../../../../shared/states';
import { useFactors, type OwnFactors } from './use-factors';

type Way = 'PASSWORD' | 'TOTP' | 'PASSKEY';

const waysOf = ({ hasPassword, totp, passkeys }: OwnFactors): Way[] => [
  ...(hasPassword ? (['PASSWORD'] as const) : []),
  ...(totp ? (['TOTP'] as const) : []),
  ...(passkeys.length > 0 && knowsPasskeys ? (['PASSKEY'] as const) : []),
];

/** Asks once more who somebody is. */
export function ProofDialog({ done, onClose }: { done: () => void; onClose: () => void }) {
  const { t } = useTranslation('me');
  const { data } = useFactors();
  const ways = data ? waysOf(data) : [];
  const [chosen, setChosen] = useState<Way | null>(null);
  const [typed, setTyped] = useState('');
  const way = chosen ?? ways[0];
  const send = useMutation({
    mutationFn: async () => {
      const body = way && (await bodyOf(way, typed));
      if (!body) return;
      await api.POST('/api/me/proof', { body });
      done();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('proof.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate();
        }}
      >
        <Stack>
          <Text size="sm">{t(data && ways.length === 0 ? 'proof.none' : 'proof.why')}</Text>
          {send.error && <NotDone error={send.error} what={t('proof.failed')} />}
          {ways.length > 1 && way && (
            <SegmentedControl
              aria-label={t('proof.by')}
              data={ways.map((value) => ({ value, label: t(`proof.way.${value}`) }))}
              value={way}
              onChange={(value) => {
                setChosen(value);
                setTyped('');
                send.reset();
              }}
            />
          )}
          {way === 'PASSWORD' && (
            <PasswordInput
              label={t('proof.way.PASSWORD')}
              autoComplete="current-password"
              data-autofocus
              required
              withAsterisk={false}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          {way === 'TOTP' && (
            <TextInput
              label={t('proof.way.TOTP')}
              inputMode="numeric"
              autoComplete="one-time-code"
              data-autofocus
              required
              withAsterisk={false}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('close')}
            </Button>
            {way && (
              <Button type="submit" loading={send.isPending}>
                {t(way === 'PASSKEY' ? 'proof.usePasskey' : 'proof.submit')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

async function bodyOf(way: Way, typed: string) {
  if (way === 'PASSWORD') return { password: typed };
  if (way === 'TOTP') return { code: typed };
  const { data } = await api.POST('/api/me/proof/options');
  const passkey = await askForPasskey(data!.options);
  return passkey && { challenge: data!.challenge, passkey };
}
