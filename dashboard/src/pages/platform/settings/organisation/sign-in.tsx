import { List, NumberInput, SimpleGrid, Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { organisationChange } from '../../../../../../api/platform/contract/bodies/organisation.js';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { ByName } from '../../../../shared/settings/by-name';
import { FormCard, type CardProps } from './card';
import { useChange, type Organisation } from './data';

type Rules = Organisation['signIn'];

const SWITCHES = ['password', 'magicLink', 'singleSignOnOnly', 'factorForAdmins'] as const;
const DAYS = ['sessionIdleDays', 'sessionLifeDays'] as const;

/** One that is disabled does not tell on from off. */
const READ_ONLY = { 'aria-readonly': true, readOnly: true, onChange: () => undefined } as const;

/** What a change takes from people: said before it is done. */
function takesOf(is: Rules, wanted: Rules): string[] {
  return [
    ...(is.password && !wanted.password ? ['noPassword'] : []),
    ...(is.magicLink && !wanted.magicLink ? ['noMagicLink'] : []),
    ...(!is.singleSignOnOnly && wanted.singleSignOnOnly ? ['singleSignOnOnly'] : []),
    ...(!is.factorForAdmins && wanted.factorForAdmins ? ['factor'] : []),
    ...(wanted.sessionIdleDays < is.sessionIdleDays || wanted.sessionLifeDays < is.sessionLifeDays ? ['sessions'] : []),
  ];
}

/** How its people come in, and for how long. */
export function SignIn({ organisation, ...card }: CardProps) {
  const { t } = useTranslation('organisation');
  const change = useChange();
  const before = { signIn: organisation.signIn };
  const form = useContractForm({ schema: organisationChange, initialValues: before });
  const [asked, setAsked] = useState<typeof before | null>(null);
  const save = async (values: typeof before): Promise<void> => {
    if (takesOf(before.signIn, values.signIn).length > 0) setAsked(values);
    else await change(values, before);
  };
  return (
    <FormCard title={t('signIn.title')} hint={t('signIn.hint')} form={form} act={save} {...card}>
      {SWITCHES.map((rule) => (
        <Switch
          key={rule}
          label={t(`signIn.${rule}`)}
          description={t(`signIn.${rule}Hint`)}
          {...(card.mayChange
            ? form.getInputProps(`signIn.${rule}`, { type: 'checkbox' })
            : { ...READ_ONLY, checked: before.signIn[rule] })}
        />
      ))}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {DAYS.map((rule) => (
          <NumberInput
            key={rule}
            label={t(`signIn.${rule}`)}
            description={t(`signIn.${rule}Hint`)}
            min={1}
            max={365}
            allowDecimal={false}
            readOnly={!card.mayChange}
            {...form.getInputProps(`signIn.${rule}`)}
          />
        ))}
      </SimpleGrid>
      {asked && (
        <ByName
          title={t('signIn.ask')}
          name={organisation.name}
          submit={t('signIn.do')}
          act={() => change(asked, before).catch(rejectAtFields(form.refuse, () => setAsked(null)))}
          onClose={() => setAsked(null)}
        >
          <List size="sm">
            {takesOf(before.signIn, asked.signIn).map((what) => (
              <List.Item key={what}>{t(`signIn.takes.${what}`)}</List.Item>
            ))}
          </List>
        </ByName>
      )}
    </FormCard>
  );
}

/** What the API refuses stands at its field, not in the question. */
const rejectAtFields =
  (refuse: (error: unknown) => void, close: () => void) =>
  (error: unknown): void => {
    close();
    refuse(error);
  };
