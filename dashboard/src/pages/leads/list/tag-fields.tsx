import { TagsInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLeadValues } from './lead-values';

const LONGEST_TAG = 64;

interface TagFieldsProps {
  add: string[];
  remove: string[];
  onChange: (change: { add?: string[]; remove?: string[] }) => void;
}

/** Which tags come and which go; those that leads have are offered. */
export function TagFields({ add, remove, onChange }: TagFieldsProps) {
  const { t } = useTranslation('leadList');
  const known = useLeadValues().data?.tags ?? [];
  return (
    <>
      <TagsInput
        label={t('act.add')}
        description={t('act.addHint')}
        data={known.filter((tag) => !remove.includes(tag))}
        value={add}
        maxLength={LONGEST_TAG}
        data-autofocus
        acceptValueOnBlur
        onChange={(tags) => onChange({ add: tags.filter((tag) => !remove.includes(tag)) })}
      />
      <TagsInput
        label={t('act.remove')}
        data={known.filter((tag) => !add.includes(tag))}
        value={remove}
        maxLength={LONGEST_TAG}
        acceptValueOnBlur
        onChange={(tags) => onChange({ remove: tags.filter((tag) => !add.includes(tag)) })}
      />
    </>
  );
}
