import { Select } from '@mantine/core';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ORDER_OPS } from '../../../../../../../../domain/engine/vocabulary/conditions';
import {
  fieldKind,
  isKnown,
  plainFields,
  type ConditionPhase,
} from '../../../../../../../../domain/leads/vocabulary/condition-fields';
import { dotted, type Path } from '../document';
import { useAt, useDraft, useIssues, useSetAt } from '../editing';
import { choiceOf, choicesOf, kindOf, withChoice, withField, type Choice } from './choices';
import { useAwaited } from './focus';
import { useLeadFields } from './lead-fields';
import { readCondition, type Comparison } from './read';
import { fieldWords } from './sentence';
import { ValueAt } from './value';

interface ComparisonProps {
  path: Path;
  phase: ConditionPhase;
}

type Members = Readonly<Record<string, unknown>> & { field: string };

/** A field, an operator, a value. */
export const ComparisonAt = memo(
  function ComparisonAt({ path, phase }: ComparisonProps) {
    const value = useAt(path);
    const reading = readCondition(value);
    return reading.is === 'COMPARISON' ? (
      <Fields path={path} phase={phase} comparison={reading} members={value as Members} />
    ) : null;
  },
  (before, after) => before.phase === after.phase && dotted(before.path) === dotted(after.path),
);

interface FieldsProps extends ComparisonProps {
  comparison: Comparison;
  members: Members;
}

function Fields({ path, phase, comparison, members }: FieldsProps) {
  const { t } = useTranslation('flowConditions');
  const { readOnly } = useDraft();
  const set = useSetAt(path);
  const opError = useIssues([...path, 'op']);
  const { field, op } = comparison;
  const choice = choiceOf(comparison);
  const kind = kindOf(field);
  const offered = choicesOf(kind);
  const isOrder = (one: Choice): boolean => (ORDER_OPS as readonly string[]).includes(one);
  const labelOf = (one: Choice): string =>
    kind === 'instant' && isOrder(one) ? t(`opInstant.${one}`) : t(`op.${one}`);
  const data: { value: string; label: string }[] = offered.map((one) => ({ value: one, label: labelOf(one) }));
  // One that does not fit, or that this page does not know, is shown as what it is.
  if (choice === null) data.push({ value: op, label: t('op.unknown', { op }) });
  else if (!offered.includes(choice)) data.push({ value: choice, label: labelOf(choice) });
  return (
    <div className="condition-fields">
      <FieldSelect path={path} phase={phase} field={field} onChange={(next) => set(withField(members, next))} />
      <Select
        label={t('operator')}
        size="xs"
        readOnly={readOnly}
        allowDeselect={false}
        data={data}
        value={choice ?? op}
        error={opError}
        onChange={(next) => {
          if (next !== null && offered.includes(next as Choice)) set(withChoice(members, next as Choice));
        }}
      />
      <ValueAt path={path} comparison={comparison} choice={choice} />
    </div>
  );
}

const CONSENTS = ['consents.email', 'consents.sms', 'consents.whatsapp'];
const ATTRIBUTES = 'attributes.';

interface FieldSelectProps {
  path: Path;
  phase: ConditionPhase;
  field: string;
  onChange: (field: string) => void;
}

/** Every field that is known in the phase: the lead's, its attributes as real leads have them, and any other by its name. */
function FieldSelect({ path, phase, field, onChange }: FieldSelectProps) {
  const { t } = useTranslation('flowConditions');
  const { readOnly } = useDraft();
  const leadFields = useLeadFields();
  const error = useIssues([...path, 'field']);
  const ref = useAwaited<HTMLInputElement>(dotted(path));
  const [typed, setTyped] = useState('');

  const plain = plainFields(phase);
  const known = [...leadFields.keys()].filter((name) => isKnown(name, phase));
  const attributes = known.filter((name) => name.startsWith(ATTRIBUTES));
  const consents = [...new Set([...CONSENTS, ...known.filter((name) => name.startsWith('consents.'))])];
  const all = [...plain, ...attributes, ...consents];
  const other = [field].filter((name) => !all.includes(name));
  const labelOf = (one: string): string =>
    fieldKind(one) === null ? t('fields.unknown', { field: one }) : fieldWords(one, t);
  const option = (one: string) => ({ value: one, label: labelOf(one) });
  const name = typed.trim().replace(/^attributes\./, '');
  const isNew =
    name !== '' &&
    !name.split('.').includes('') &&
    ![...all, ...other].some((one) => one === ATTRIBUTES + name || labelOf(one) === typed.trim());
  const groups = [
    { group: t('fields.lead'), items: plain.map(option) },
    { group: t('fields.attributes'), items: attributes.map(option) },
    { group: t('fields.consents'), items: consents.map(option) },
    { group: t('fields.other'), items: other.map(option) },
    {
      group: t('fields.new'),
      items: isNew ? [{ value: ATTRIBUTES + name, label: t('fields.attributeOf', { name }) }] : [],
    },
  ];
  return (
    <Select
      ref={ref}
      label={t('fieldLabel')}
      size="xs"
      readOnly={readOnly}
      searchable
      allowDeselect={false}
      maxDropdownHeight={320}
      data={groups.filter(({ items }) => items.length > 0)}
      value={field}
      error={error}
      onSearchChange={setTyped}
      // What is typed takes the place of what stands there.
      onFocus={({ currentTarget }) => currentTarget.select()}
      nothingFoundMessage={t('fields.nothing')}
      onChange={(next) => {
        if (next !== null && next !== field) onChange(next);
      }}
    />
  );
}
