import { Alert, Button, List, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../api/client';
import type { ContractForm } from '../../../../shared/form/use-contract-form';
import { NotDone } from '../../../../shared/states';
import type { Tried } from './data';
import type { SignOnValues } from './values';

const SIGNS = { DONE: IconCheck, FAILED: IconX, UNKNOWN: IconMinus } as const;
const COLOURS = { DONE: 'teal', FAILED: 'red', UNKNOWN: 'gray' } as const;

/** Asks the provider as it is typed, and shows how far that came. */
export function TryIt({ form }: { form: ContractForm<SignOnValues> }) {
  const { t } = useTranslation('signOn');
  const { issuer, clientId, clientSecret } = form.values;
  const trial = useMutation({
    mutationFn: async () => {
      const body = { issuer, clientId, ...(clientSecret === '' ? {} : { clientSecret }) };
      return (await api.POST('/api/single-sign-on/try', { body })).data!.steps;
    },
  });
  return (
    <>
      <Button
        variant="default"
        w="fit-content"
        disabled={issuer.trim() === '' || clientId.trim() === ''}
        loading={trial.isPending}
        onClick={() => trial.mutate()}
      >
        {t('try.button')}
      </Button>
      {trial.error && <NotDone error={trial.error} />}
      {trial.data && <Steps steps={trial.data} />}
    </>
  );
}

function Steps({ steps }: { steps: Tried[] }) {
  const { t } = useTranslation('signOn');
  const isGood = steps.every(({ outcome }) => outcome !== 'FAILED');
  return (
    <Alert color={isGood ? 'teal' : 'red'} role="status" title={t(isGood ? 'try.good' : 'try.bad')}>
      <List spacing="xs" size="sm" center>
        {steps.map(({ step, outcome, problem }) => {
          const Sign = SIGNS[outcome];
          return (
            <List.Item
              key={step}
              icon={
                <ThemeIcon size={20} radius="xl" color={COLOURS[outcome]}>
                  <Sign size={14} aria-label={t(`try.outcome.${outcome}`)} />
                </ThemeIcon>
              }
            >
              {t(`try.step.${step}`)}
              {problem !== null && <Text size="sm">{t(`problem.${problem}`)}</Text>}
            </List.Item>
          );
        })}
      </List>
    </Alert>
  );
}
