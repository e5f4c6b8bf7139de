import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../../../../api/client';
import { Instant } from '../../../../shared/instant';
import { knowsPasskeys, makePasskey } from '../../../../shared/passkeys';
import { ByName } from '../../../../shared/settings/by-name';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import '../me.css';
import { NamePasskey } from './name-passkey';
import { RecoveryCodes } from './recovery-codes';
import { TotpDialog, type TotpSetup } from './totp-dialog';
import { FACTORS_KEY, useFactors } from './use-factors';
import { NotProved, useProof } from './use-proof';

type Passkey = Schemas['Passkey'];
type Dialog =
  | { kind: 'TOTP'; setup: TotpSetup }
  | { kind: 'NAME'; answer: NonNullable<Awaited<ReturnType<typeof makePasskey>>>; challenge: string }
  | { kind: 'RENAME'; passkey: Passkey }
  | { kind: 'REMOVE_TOTP' }
  | { kind: 'REMOVE'; passkey: Passkey }
  | { kind: 'CODES'; codes: string[] };

/** One's second factors: an app that makes codes, passkeys, and codes for who lost them. */
export default function Factors({ order = 3 }: { order?: 2 | 3 }) {
  const { t } = useTranslation('me');
  const queries = useQueryClient();
  const { data, error, refetch } = useFactors();
  const { proved, question } = useProof();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<Error | null>(null);

  const read = () => queries.invalidateQueries({ queryKey: FACTORS_KEY });
  /** Recovery codes are shown before anything else: they are shown once. What may be done now is asked when they are put away. */
  const added = async (codes: string[] | null, message: string): Promise<void> => {
    tellChanged(message);
    setDialog(codes ? { kind: 'CODES', codes } : null);
    await read();
    if (!codes) await queries.invalidateQueries({ queryKey: ['me'], exact: true });
  };
  const run = async (what: string, act: () => Promise<void>): Promise<void> => {
    setBusy(what);
    setProblem(null);
    try {
      await act();
    } catch (failure) {
      if (!(failure instanceof NotProved)) setProblem(failure as Error);
    } finally {
      setBusy(null);
    }
  };

  const setUpTotp = () =>
    run('totp', async () => {
      const { data: setup } = await proved(() => api.POST('/api/me/factors/totp'));
      setDialog({ kind: 'TOTP', setup: setup! });
    });
  const addPasskey = () =>
    run('passkey', async () => {
      const { data: begun } = await proved(() => api.POST('/api/me/factors/passkeys/options'));
      const answer = await makePasskey(begun!.options);
      if (answer) setDialog({ kind: 'NAME', answer, challenge: begun!.challenge });
    });
  const makeCodes = () =>
    run('codes', async () => {
      const { data: made } = await proved(() => api.POST('/api/me/factors/recovery-codes'));
      setDialog({ kind: 'CODES', codes: made!.recoveryCodes });
      await read();
    });
  const close = (): void => setDialog(null);

  if (error) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading />;
  const { totp, passkeys, recoveryCodesLeft } = data;
  const isOn = totp !== null || passkeys.length > 0;
  const isLast = data.mustHaveOne && (totp ? 1 : 0) + passkeys.length === 1;

  return (
    <Stack>
      <Group gap="xs">
        <Badge {...(isOn && { color: 'teal' })} variant={isOn ? 'filled' : 'default'} tt="none">
          {t(isOn ? 'factors.on' : 'factors.off')}
        </Badge>
        <Text size="sm">{t('factors.why')}</Text>
      </Group>
      {problem && <NotDone error={problem} />}

      <Title order={order} size="h4">
        {t('factors.totp')}
      </Title>
      <Group justify="space-between">
        <Text size="sm">
          {totp ? (
            <>
              {t('factors.since')} <Instant at={totp.createdAt} />
            </>
          ) : (
            t('factors.totpWhat')
          )}
        </Text>
        {totp ? (
          !isLast && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('factors.removeOf', { name: t('factors.totp') })}
              onClick={() => setDialog({ kind: 'REMOVE_TOTP' })}
            >
              {t('factors.remove')}
            </Button>
          )
        ) : (
          <Button variant="default" loading={busy === 'totp'} onClick={() => void setUpTotp()}>
            {t('factors.setUpTotp')}
          </Button>
        )}
      </Group>

      <Title order={order} size="h4">
        {t('factors.passkeys')}
      </Title>
      {passkeys.length > 0 && (
        <ul className="own-list">
          {passkeys.map((passkey) => (
            <li key={passkey.id}>
              <Group justify="space-between">
                <div>
                  <Text fw={600}>{passkey.name}</Text>
                  <Text size="sm" c="dimmed">
                    {t('factors.since')} <Instant at={passkey.createdAt} />
                    {passkey.lastUsedAt && (
                      <>
                        {' · '}
                        {t('factors.lastUsed')} <Instant at={passkey.lastUsedAt} />
                      </>
                    )}
                  </Text>
                </div>
                <Group gap="xs">
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t('factors.renameOf', { name: passkey.name })}
                    onClick={() => setDialog({ kind: 'RENAME', passkey })}
                  >
                    {t('factors.rename')}
                  </Button>
                  {!isLast && (
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={t('factors.removeOf', { name: passkey.name })}
                      onClick={() => setDialog({ kind: 'REMOVE', passkey })}
                    >
                      {t('factors.remove')}
                    </Button>
                  )}
                </Group>
              </Group>
            </li>
          ))}
        </ul>
      )}
      <Group justify="space-between">
        <Text size="sm">{t(knowsPasskeys ? 'factors.passkeysWhat' : 'factors.passkeysNotHere')}</Text>
        {knowsPasskeys && (
          <Button variant="default" loading={busy === 'passkey'} onClick={() => void addPasskey()}>
            {t('factors.addPasskey')}
          </Button>
        )}
      </Group>

      {isOn && (
        <>
          <Title order={order} size="h4">
            {t('factors.codes')}
          </Title>
          <Group justify="space-between">
            <Text size="sm">{t('factors.codesLeft', { count: recoveryCodesLeft })}</Text>
            <Button variant="default" loading={busy === 'codes'} onClick={() => void makeCodes()}>
              {t('factors.makeCodes')}
            </Button>
          </Group>
        </>
      )}
      {isLast && <Text size="sm">{t('factors.mustHaveOne')}</Text>}

      {dialog?.kind === 'TOTP' && (
        <TotpDialog
          setup={dialog.setup}
          proved={proved}
          confirmed={(codes) => added(codes, t('factors.totpAdded'))}
          onClose={close}
        />
      )}
      {dialog?.kind === 'NAME' && (
        <NamePasskey
          title={t('factors.namePasskey')}
          name=""
          send={async (name) => {
            const body = { challenge: dialog.challenge, name, passkey: dialog.answer };
            const { data: made } = await proved(() => api.POST('/api/me/factors/passkeys', { body }));
            await added(made!.recoveryCodes, t('factors.passkeyAdded', { name }));
          }}
          onClose={close}
        />
      )}
      {dialog?.kind === 'RENAME' && (
        <NamePasskey
          title={t('factors.renameOf', { name: dialog.passkey.name })}
          name={dialog.passkey.name}
          send={async (name) => {
            const { id, name: before } = dialog.passkey;
            const rename = async (to: string): Promise<void> => {
              await api.PATCH('/api/me/factors/passkeys/{id}', { params: { path: { id } }, body: { name: to } });
              await read();
            };
            await rename(name);
            tellChanged(t('factors.renamed', { name }), () => rename(before));
            close();
          }}
          onClose={close}
        />
      )}
      {dialog?.kind === 'REMOVE_TOTP' && (
        <ByName
          title={t('factors.removeOf', { name: t('factors.totp') })}
          name={t('factors.totp')}
          submit={t('factors.remove')}
          act={async () => {
            await proved(() => api.DELETE('/api/me/factors/totp'));
            await read();
            tellChanged(t('factors.removed', { name: t('factors.totp') }));
          }}
          onClose={close}
        >
          <Text size="sm">{t('factors.removeTotpWhat')}</Text>
        </ByName>
      )}
      {dialog?.kind === 'REMOVE' && (
        <ByName
          title={t('factors.removeOf', { name: dialog.passkey.name })}
          name={dialog.passkey.name}
          submit={t('factors.remove')}
          act={async () => {
            const { id, name } = dialog.passkey;
            await proved(() => api.DELETE('/api/me/factors/passkeys/{id}', { params: { path: { id } } }));
            await read();
            tellChanged(t('factors.removed', { name }));
          }}
          onClose={close}
        >
          <Text size="sm">{t('factors.removePasskeyWhat')}</Text>
        </ByName>
      )}
      {dialog?.kind === 'CODES' && (
        <RecoveryCodes
          codes={dialog.codes}
          onClose={() => {
            close();
            void queries.invalidateQueries({ queryKey: ['me'], exact: true });
          }}
        />
      )}
      {question}
    </Stack>
  );
}
