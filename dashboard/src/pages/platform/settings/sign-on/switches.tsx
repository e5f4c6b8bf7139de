import { Alert, Select, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ContractForm } from '../../../../shared/form/use-contract-form';
import { Card } from './card';
import type { SignOnShown } from './data';
import type { SignOnValues } from './values';

interface SwitchesProps {
  form: ContractForm<SignOnValues>;
  shown: SignOnShown;
  readOnly: boolean;
}

/** Whether people come in by it, and by nothing else. */
export function Switches({ form, shown: { keepers }, readOnly }: SwitchesProps) {
  const { t } = useTranslation('signOn');
  const { active, required } = form.values;
  return (
    <Card title={t('switches.title')}>
      <Switch
        label={t('switches.active')}
        description={t('switches.activeHint')}
        disabled={readOnly}
        {...form.getInputProps('active', { type: 'checkbox' })}
      />
      <Switch
        label={t('switches.required')}
        description={t('switches.requiredHint')}
        disabled={readOnly || (!active && !required)}
        {...form.getInputProps('required', { type: 'checkbox' })}
      />
      {required && (
        <>
          <Select
            label={t('switches.keeper')}
            description={t('switches.keeperHint')}
            required
            searchable
            disabled={readOnly}
            data={keepers.map(({ id, name }) => ({ value: id, label: name }))}
            {...form.getInputProps('breakGlassId')}
          />
          <Alert color="orange">{t('switches.requiredWarning')}</Alert>
        </>
      )}
    </Card>
  );
}
