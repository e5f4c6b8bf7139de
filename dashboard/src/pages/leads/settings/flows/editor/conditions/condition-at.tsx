import { JsonInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Path } from '../document';
import { useAt, useDraft, useIssues, useSetAt } from '../editing';

/** When a condition is asked: what is known of the lead then. */
export type ConditionPhase = 'MATCH' | 'ROUTED' | 'LADDER';

interface ConditionProps {
  path: Path;
  label: string;
  phase: ConditionPhase;
  /** Nothing given takes the member out. */
  optional?: boolean;
}

/** A condition. */
export function ConditionAt({ path, label }: ConditionProps) {
  const { t } = useTranslation('flowConditions');
  const { readOnly } = useDraft();
  const [value, set, error] = [useAt(path), useSetAt(path), useIssues(path)];
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <JsonInput
      label={label}
      description={t('asJson')}
      error={error}
      readOnly={readOnly}
      autosize
      value={typed ?? JSON.stringify(value ?? null, null, 1)}
      onChange={(text) => {
        setTyped(text);
        try {
          set(JSON.parse(text));
        } catch {
          // Until it can be read, what was there stays.
        }
      }}
    />
  );
}
