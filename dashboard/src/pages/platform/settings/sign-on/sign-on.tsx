import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, Refused } from '../../../../api/client';
import { ifMatch } from '../../../../api/if-match';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { Instant } from '../../../../shared/instant';
import { useCan, useMe } from '../../../../shared/me';
import { PageHead } from '../../../../shared/page-head';
import { ByName } from '../../../../shared/settings/by-name';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { Claims } from './claims';
import { SIGN_ON, useSignOn, type SignOnShown } from './data';
import { Domains } from './domains';
import { BoundPeople } from './people';
import { Provider } from './provider';
import { Switches } from './switches';
import { bodyOf, signOnSettings, valuesOf, type SignOnValues } from './values';

/** How people sign in by the organisation's own provider. */
export default function SignOnPage() {
  const { t } = useTranslation('signOn');
  const signOn = useSignOn();
  const canChange = useCan('sign_on.administer');
  return (
    <Stack>
      <PageHead title={t('title')} hint={t('text')} />
      {signOn.isPending && <Loading />}
      {signOn.error && <Failed error={signOn.error} again={() => void signOn.refetch()} />}
      {signOn.data && (
        <>
          <Standing shown={signOn.data} />
          {/* A form of its own for each revision: what somebody else saved is seen, and not overwritten. */}
          <Form key={signOn.data.settings?.revision ?? 0} shown={signOn.data} readOnly={!canChange} />
          {signOn.data.settings && <BoundPeople people={signOn.data.people} readOnly={!canChange} />}
        </>
      )}
    </Stack>
  );
}

/** Whether it works, as far as anybody has noticed. */
function Standing({ shown: { settings } }: { shown: SignOnShown }) {
  const { t } = useTranslation('signOn');
  if (settings?.problem) {
    return (
      <Alert color="red" role="alert" title={t('standing.failed')}>
        {t(`problem.${settings.problem}`)} <Instant at={settings.problemAt!} />
      </Alert>
    );
  }
  if (!settings?.active) return <Alert color="gray">{t(settings ? 'standing.off' : 'standing.none')}</Alert>;
  return (
    <Alert color="teal">
      {t(settings.required ? 'standing.required' : 'standing.on')}{' '}
      {settings.usedAt === null ? t('standing.unused') : t('standing.used')}{' '}
      {settings.usedAt !== null && <Instant at={settings.usedAt} />}
    </Alert>
  );
}

function Form({ shown, readOnly }: { shown: SignOnShown; readOnly: boolean }) {
  const { t } = useTranslation('signOn');
  const queries = useQueryClient();
  const org = useMe()?.org?.name ?? '';
  const { settings } = shown;
  const [asked, setAsked] = useState<'OFF' | 'REQUIRED' | null>(null);
  const form = useContractForm<SignOnValues>({
    schema: signOnSettings,
    initialValues: valuesOf(settings),
    toBody: bodyOf,
  });
  const isStale = form.problem instanceof Refused && form.problem.status === 412;
  const put = async (values: SignOnValues, revision: number | undefined): Promise<number> => {
    const header = revision === undefined ? {} : ifMatch(revision);
    const { data } = await api.PUT('/api/single-sign-on', { params: { header }, body: bodyOf(values) });
    await queries.invalidateQueries({ queryKey: SIGN_ON });
    return data!.settings!.revision;
  };
  const save = async (values: SignOnValues): Promise<void> => {
    const revision = await put(values, settings?.revision);
    // The secret that was there before nobody knows here.
    const canUndo = settings !== null && values.clientSecret === '';
    tellChanged(t('saved'), canUndo ? () => put(valuesOf(settings), revision) : undefined);
  };
  return (
    <form
      noValidate
      onSubmit={form.submits(async (values) => {
        if (settings?.active && !values.active) setAsked('OFF');
        else if (values.required && !settings?.required) setAsked('REQUIRED');
        else await save(values);
      })}
    >
      <Stack>
        <Provider form={form} shown={shown} readOnly={readOnly} />
        <Domains form={form} shown={shown} readOnly={readOnly} />
        <Claims form={form} readOnly={readOnly} />
        <Switches form={form} shown={shown} readOnly={readOnly} />
        {isStale && (
          <Alert color="orange" role="alert" title={t('stale')}>
            <Button
              size="compact-md"
              variant="default"
              onClick={() => void queries.invalidateQueries({ queryKey: SIGN_ON })}
            >
              {t('reload')}
            </Button>
          </Alert>
        )}
        {form.problem && !isStale && <NotDone error={form.problem} />}
        {!readOnly && (
          <Group justify="flex-end">
            <Button type="submit" loading={form.isSending}>
              {t('save')}
            </Button>
          </Group>
        )}
      </Stack>
      {asked && (
        <ByName
          title={t(`ask.${asked}.title`)}
          name={org}
          submit={t(`ask.${asked}.submit`)}
          onClose={() => setAsked(null)}
          act={() => save(form.values)}
        >
          <Text size="sm">{t(`ask.${asked}.text`)}</Text>
        </ByName>
      )}
    </form>
  );
}
