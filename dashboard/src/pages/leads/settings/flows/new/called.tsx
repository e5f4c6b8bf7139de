import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ContractForm } from '../../../../../shared/form/use-contract-form';
import { PAGES } from '../../../../../shared/pages';
import { tellChanged } from '../../../../../shared/settings/tell-changed';
import type { Flow } from '../data';
import { keyFor } from '../file';

type Called = Record<string, unknown> & { name: string; key: string };

/** What a new flow is called, and the key that follows from it until somebody types another. */
export function CalledFields<Values extends Called>({
  form,
  taken,
}: {
  form: ContractForm<Values>;
  taken: ReadonlySet<string>;
}) {
  const { t } = useTranslation('flows');
  const name = form.getInputProps('name') as React.ComponentProps<typeof TextInput>;
  const typeName = (event: React.ChangeEvent<HTMLInputElement>): void => {
    const { value } = event.currentTarget;
    const isOwn = form.values.key !== '' && form.values.key !== keyFor(form.values.name, taken);
    name.onChange?.(event);
    if (!isOwn) form.setFieldValue('key', keyFor(value, taken) as never);
  };
  return (
    <>
      <TextInput label={t('new.name')} required {...name} onChange={typeName} />
      <TextInput label={t('new.key')} description={t('new.keyHint')} required {...form.getInputProps('key')} />
    </>
  );
}

/** @returns goes to a flow that was made just now, and says so */
export function useMade(): (flow: Flow) => void {
  const { t } = useTranslation('flows');
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (flow) => {
    queries.setQueryData(['flow', flow.id], flow);
    void queries.invalidateQueries({ queryKey: ['flows'] });
    tellChanged(t('new.made', { name: flow.name }));
    void navigate(`${PAGES.flows}/${flow.id}`);
  };
}
