import { Button, Checkbox, Group, MultiSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ContractForm } from '../../../../shared/form/use-contract-form';
import type { Webhook } from './data';

const PAYLOADS = ['THIN', 'FULL'] as const satisfies readonly Webhook['payload'][];

export interface Values extends Record<string, unknown> {
  name: string;
  url: string;
  events: string[];
  payload: Webhook['payload'];
  ordered: boolean;
}

/** What an event is about, by the first part of its type. */
const groupOf = (type: string): string => type.replace(/^sales\./, '').split('.')[0]!;

interface FieldsProps {
  form: ContractForm<Values>;
  /** That there are. */
  events: readonly string[];
  readOnly?: boolean;
}

/** All that can be said of a webhook. */
export function Fields({ form, events, readOnly = false }: FieldsProps) {
  const { t } = useTranslation('webhooks');
  const groups = [...new Set(events.map(groupOf))];
  return (
    <>
      <TextInput
        label={t('field.name')}
        description={t('field.nameHint')}
        required
        readOnly={readOnly}
        {...form.getInputProps('name')}
      />
      <TextInput
        label={t('field.url')}
        description={t('field.urlHint')}
        type="url"
        required
        readOnly={readOnly}
        {...form.getInputProps('url')}
      />
      <Stack gap="xs">
        <MultiSelect
          label={t('field.events')}
          description={t('field.eventsHint')}
          placeholder={form.values.events.length === 0 ? t('field.eventsNone') : undefined}
          searchable
          required
          readOnly={readOnly}
          data={groups.map((group) => ({
            group: t(`group.${group}`),
            items: events.filter((type) => groupOf(type) === group),
          }))}
          {...form.getInputProps('events')}
        />
        {!readOnly && (
          <Group gap="xs">
            <Button size="compact-sm" variant="default" onClick={() => form.setFieldValue('events', [...events])}>
              {t('field.eventsAll')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => form.setFieldValue('events', [])}>
              {t('field.eventsClear')}
            </Button>
          </Group>
        )}
      </Stack>
      <Radio.Group label={t('field.payload')} readOnly={readOnly} {...form.getInputProps('payload')}>
        <Stack gap="xs" mt={4}>
          {PAYLOADS.map((payload) => (
            <Radio
              key={payload}
              value={payload}
              label={t(`payload.${payload}`)}
              description={t(`payloadHint.${payload}`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Checkbox
        label={t('field.ordered')}
        description={t('field.orderedHint')}
        disabled={readOnly}
        {...form.getInputProps('ordered', { type: 'checkbox' })}
      />
    </>
  );
}
