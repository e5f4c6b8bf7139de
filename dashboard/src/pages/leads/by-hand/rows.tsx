import { ActionIcon, Button, Code, Group, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { newAttribute, newConsent, type Attribute, type Consent, type Fault, type Kind } from './values';

interface RowsProps<Row> {
  rows: readonly Row[];
  onChange: (rows: Row[]) => void;
  /** What is wrong with which row. */
  faults: ReadonlyMap<string, Fault>;
  /** What the API said of all of them. */
  error?: ReactNode;
}

/** Names and values that the organisation keeps of a lead. */
export function AttributeRows({ rows, onChange, faults, error }: RowsProps<Attribute>) {
  const { t } = useTranslation('byHand');
  const set = (id: string, change: Partial<Attribute>): void =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...change } : row)));
  return (
    <Rows
      legend={t('attributes.title')}
      add={t('attributes.add')}
      onAdd={() => onChange([...rows, newAttribute()])}
      error={error}
    >
      {rows.map((row) => {
        const { id, key, kind, text, yes, stored } = row;
        const fault = faults.get(id);
        const name = key.trim() || t('attributes.unnamed');
        return (
          <div key={id} className="by-hand-row">
            <TextInput
              label={t('attributes.name')}
              value={key}
              // The name of what came with the lead is its sender's: it is another one, or none.
              readOnly={stored !== undefined}
              onChange={(event) => set(id, { key: event.currentTarget.value })}
              error={fault !== undefined && fault !== 'NO_NUMBER' && t(`fault.${fault}`)}
              className="by-hand-name"
            />
            {kind === 'JSON' ? (
              <div className="by-hand-value">
                <Text size="sm" fw={600} component="div">
                  {t('attributes.value')}
                </Text>
                <Code block className="by-hand-json" tabIndex={0} aria-label={name}>
                  {text}
                </Code>
              </div>
            ) : (
              <>
                <Select
                  label={t('attributes.kind')}
                  data={(['TEXT', 'NUMBER', 'YES_NO'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
                  value={kind}
                  allowDeselect={false}
                  onChange={(value) => set(id, { kind: value as Kind })}
                  className="by-hand-kind"
                />
                {kind === 'YES_NO' ? (
                  <div className="by-hand-value">
                    <Text size="sm" fw={600} component="div">
                      {t('attributes.value')}
                    </Text>
                    <YesNo of={name} yes={yes} onChange={(one) => set(id, { yes: one })} />
                  </div>
                ) : (
                  <TextInput
                    label={t('attributes.value')}
                    value={text}
                    inputMode={kind === 'NUMBER' ? 'decimal' : 'text'}
                    onChange={(event) => set(id, { text: event.currentTarget.value })}
                    error={fault === 'NO_NUMBER' && t('fault.NO_NUMBER')}
                    className="by-hand-value"
                  />
                )}
              </>
            )}
            <Remove of={name} onRemove={() => onChange(rows.filter((one) => one.id !== id))} />
          </div>
        );
      })}
    </Rows>
  );
}

/** What the person agreed to, and what not. */
export function ConsentRows({ rows, onChange, faults, error }: RowsProps<Consent>) {
  const { t } = useTranslation('byHand');
  const set = (id: string, change: Partial<Consent>): void =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...change } : row)));
  return (
    <Rows
      legend={t('consents.title')}
      add={t('consents.add')}
      onAdd={() => onChange([...rows, newConsent(rows)])}
      error={error}
    >
      {rows.map(({ id, key, given }) => {
        const fault = faults.get(id);
        return (
          <div key={id} className="by-hand-row">
            <TextInput
              label={t('consents.name')}
              value={key}
              readOnly={id === key}
              onChange={(event) => set(id, { key: event.currentTarget.value })}
              error={fault !== undefined && t(`fault.${fault}`)}
              className="by-hand-name"
            />
            <div className="by-hand-value">
              <Text size="sm" fw={600} component="div">
                {t('consents.given')}
              </Text>
              <YesNo of={key} yes={given} onChange={(one) => set(id, { given: one })} />
            </div>
            <Remove of={key} onRemove={() => onChange(rows.filter((one) => one.id !== id))} />
          </div>
        );
      })}
    </Rows>
  );
}

interface GroupProps {
  legend: string;
  add: string;
  onAdd: () => void;
  error: ReactNode;
  children: ReactNode;
}

function Rows({ legend, add, onAdd, error, children }: GroupProps) {
  return (
    <fieldset className="by-hand-rows">
      <legend>{legend}</legend>
      <Stack gap="xs">
        {children}
        {error && (
          <Text c="red" size="sm" role="alert">
            {error}
          </Text>
        )}
        <Group>
          <Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={onAdd}>
            {add}
          </Button>
        </Group>
      </Stack>
    </fieldset>
  );
}

function YesNo({ of, yes, onChange }: { of: string; yes: boolean; onChange: (yes: boolean) => void }) {
  const { t } = useTranslation('byHand');
  return (
    <SegmentedControl
      aria-label={of}
      data={[
        { value: 'yes', label: t('yes') },
        { value: 'no', label: t('no') },
      ]}
      value={yes ? 'yes' : 'no'}
      onChange={(value) => onChange(value === 'yes')}
    />
  );
}

function Remove({ of, onRemove }: { of: string; onRemove: () => void }) {
  const { t } = useTranslation('byHand');
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={t('remove', { name: of })}
      onClick={onRemove}
      className="by-hand-remove"
    >
      <IconX size={16} aria-hidden />
    </ActionIcon>
  );
}
