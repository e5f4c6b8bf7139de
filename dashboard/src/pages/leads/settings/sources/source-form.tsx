import { Button, Group, MultiSelect, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { endpointChange } from '../../../../../../api/leads/contract/bodies/endpoints.js';
import { useContractForm } from '../../../../shared/form/use-contract-form';
import { optionsOf, useFlows } from '../../../../shared/names';
import { Stale } from '../../../../shared/settings/stale';
import { NotDone } from '../../../../shared/states';
import { useChange, useSourceList, type Change, type Source } from './data';
import { useBegun } from './begun';

const KINDS = ['FORM', 'CRM', 'PARTNER'] as const satisfies readonly Source['kind'][];
const REACHES = ['KIND', 'OWN', 'ALL', 'SOME'] as const;

interface Values extends Record<string, unknown> {
  name: string;
  source: string;
  flowId: string | null;
  kind: Source['kind'];
  reach: (typeof REACHES)[number];
  proofsFor: string[];
  locale: string;
  quotaPerMinute: number | string;
}

const valuesOf = (source: Source): Values => ({
  name: source.name,
  source: source.source,
  flowId: source.flowId,
  kind: source.kind,
  reach: typeof source.proofsFor === 'string' ? source.proofsFor : 'SOME',
  proofsFor: typeof source.proofsFor === 'string' ? [] : source.proofsFor,
  locale: source.locale ?? '',
  quotaPerMinute: source.quotaPerMinute ?? '',
});

const bodyOf = ({ reach, proofsFor, locale, quotaPerMinute, ...values }: Values) => ({
  ...values,
  proofsFor: reach === 'KIND' ? null : reach === 'SOME' ? proofsFor : reach,
  locale: locale.trim() === '' ? null : locale,
  quotaPerMinute: quotaPerMinute === '' ? null : Number(quotaPerMinute),
});

/** Only what is another than before: two who change different things do not undo each other's. */
function changeOf(source: Source, values: Values): Change {
  const [was, is] = [bodyOf(valuesOf(source)), bodyOf(values)];
  return Object.fromEntries(
    Object.entries(is).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(was[key as keyof typeof was])),
  );
}

/** All that can be set of a source, but for its mapping and its secrets. */
export function SourceForm({ source }: { source: Source }) {
  const { t } = useTranslation('sources');
  const change = useChange();
  const flows = useFlows();
  const sources = useSourceList().data ?? [];
  const form = useContractForm<Values>({ schema: endpointChange, initialValues: valuesOf(source), toBody: bodyOf });
  const begun = useBegun(
    source,
    (base) => Object.keys(changeOf(base, form.values)).length > 0,
    (now) => form.setValues(valuesOf(now)),
  );
  const { base } = begun;
  const submit = form.submits(async (values) => {
    const changed = await change(base, changeOf(base, values), t('settings.saved', { name: values.name.trim() }));
    begun.goOnFrom(changed);
    form.setValues(valuesOf(changed));
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack maw={560}>
        {begun.isOvertaken && <Stale words={t('overtaken')} showNow={begun.beginAnew} />}
        {form.problem && !begun.isOvertaken && <NotDone error={form.problem} />}
        <TextInput label={t('field.name')} required {...form.getInputProps('name')} />
        <TextInput
          label={t('field.source')}
          description={t('field.sourceHint')}
          required
          {...form.getInputProps('source')}
        />
        <Select
          label={t('field.flow')}
          description={t('field.flowHint')}
          placeholder={t('field.flowNone')}
          clearable
          clearButtonProps={{ 'aria-label': t('field.flowNone') }}
          data={optionsOf(flows, form.values.flowId ?? undefined)}
          {...form.getInputProps('flowId')}
        />
        <Select
          label={t('field.kind')}
          description={t(`kindHint.${form.values.kind}`)}
          data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps('kind')}
        />
        <Select
          label={t('field.proofsFor')}
          description={t('field.proofsForHint')}
          data={REACHES.filter((value) => value !== 'ALL' || form.values.kind !== 'PARTNER').map((value) => ({
            value,
            label: t(`reach.${value}`),
          }))}
          allowDeselect={false}
          {...form.getInputProps('reach')}
          error={form.values.reach === 'SOME' ? undefined : form.errors['proofsFor']}
        />
        {form.values.reach === 'SOME' && (
          <MultiSelect
            label={t('field.endpoints')}
            data={sources.filter(({ id }) => id !== source.id).map(({ id, name }) => ({ value: id, label: name }))}
            searchable
            {...form.getInputProps('proofsFor')}
          />
        )}
        <TextInput
          label={t('field.locale')}
          description={t('field.localeHint')}
          placeholder="ro"
          {...form.getInputProps('locale')}
        />
        <NumberInput
          label={t('field.quota')}
          description={t('field.quotaHint')}
          allowDecimal={false}
          allowNegative={false}
          {...form.getInputProps('quotaPerMinute')}
        />
        <Group>
          <Button
            type="submit"
            disabled={Object.keys(changeOf(base, form.values)).length === 0}
            loading={form.isSending}
          >
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
