import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, Refused } from '../../../api/client';
import { factorAsked, giveUpSignIn, takeSession, type FactorAsked } from '../../../api/session';
import { askForPasskey, knowsPasskeys } from '../../../shared/passkeys';
import { NotDone } from '../../../shared/states';
import { Before } from './before';

type Way = FactorAsked['ways'][number];

/** The second step of a sign-in. */
export default function SecondFactor() {
  const { t } = useTranslation('signIn');
  const asked = factorAsked();
  const ways = (asked?.ways ?? []).filter((way) => way !== 'PASSKEY' || knowsPasskeys);
  const [way, setWay] = useState<Way | undefined>(ways[0]);
  const [typed, setTyped] = useState('');
  const answer = useMutation({
    mutationFn: async () => {
      if (!asked) return;
      const { challenge } = asked;
      const given = await givenBy(way, typed, asked);
      if (!given) return;
      const { data } = await api.POST('/api/auth/factor', { body: { challenge, ...given } });
      if (data) takeSession(data);
    },
  });
  const isOver = answer.error instanceof Refused && answer.error.code === 'SIGN_IN_ENDED';
  const turnTo = (next: Way): void => {
    answer.reset();
    setTyped('');
    setWay(next);
  };

  return (
    <Before title={t('factor.title')}>
      {way === undefined && <Text>{t('factor.notHere')}</Text>}
      {way !== undefined && !isOver && (
        <form
          key={way}
          onSubmit={(event) => {
            event.preventDefault();
            answer.mutate();
          }}
        >
          <Stack>
            {answer.error && <NotDone error={answer.error} what={t('factor.failed')} />}
            {way === 'PASSKEY' ? (
              <Text size="sm">{t('factor.passkeyHow')}</Text>
            ) : (
              <TextInput
                label={t(way === 'TOTP' ? 'factor.code' : 'factor.recoveryCode')}
                description={t(way === 'TOTP' ? 'factor.codeHow' : 'factor.recoveryCodeHow')}
                inputMode={way === 'TOTP' ? 'numeric' : 'text'}
                autoComplete="one-time-code"
                required
                withAsterisk={false}
                // What was asked for is to be typed.
                data-autofocus
                autoFocus
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
            )}
            <Button type="submit" loading={answer.isPending}>
              {t(way === 'PASSKEY' ? 'factor.usePasskey' : 'factor.submit')}
            </Button>
          </Stack>
        </form>
      )}
      {isOver && <NotDone error={answer.error!} what={t('factor.over')} />}
      {!isOver && ways.length > 1 && (
        <Group gap="sm">
          {ways
            .filter((other) => other !== way)
            .map((other) => (
              <Anchor key={other} component="button" type="button" size="sm" onClick={() => turnTo(other)}>
                {t(`factor.instead.${other}`)}
              </Anchor>
            ))}
        </Group>
      )}
      <Button variant="default" onClick={giveUpSignIn}>
        {t('factor.again')}
      </Button>
    </Before>
  );
}

async function givenBy(way: Way | undefined, typed: string, { passkey }: FactorAsked) {
  if (way === 'TOTP') return { code: typed };
  if (way === 'RECOVERY_CODE') return { recoveryCode: typed };
  const answer = passkey && (await askForPasskey(passkey));
  return answer && { passkey: answer };
}
