import { List, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFlowNames } from '../names';
import type { Change } from './changes';
import type { JsonObject } from './json';
import { changeWords, type ChangeInWords } from './change-words';

interface ChangeListProps {
  changes: readonly Change[];
  /** Both sides: what is in them has a name. */
  drafts: readonly JsonObject[];
  label: string;
}

/** Changes of a flow in words, one a line. */
export function ChangeList({ changes, drafts, label }: ChangeListProps) {
  const words = useChangeWords(changes, drafts);
  return (
    <List aria-label={label} size="sm" spacing={4}>
      {words.map((one, index) => (
        <List.Item key={index}>
          <ChangeLine change={one} />
        </List.Item>
      ))}
    </List>
  );
}

/** One change: what it is about, and both sides. */
export function ChangeLine({ change: { kind, what, from, to } }: { change: ChangeInWords }) {
  const { t } = useTranslation('flows');
  if (from === null && to === null)
    return <Text span>{t(kind === 'REMOVED' ? 'change.gone' : 'change.new', { what })}</Text>;
  return (
    <Text span style={{ overflowWrap: 'anywhere' }}>
      {what}: {from !== null && <del>{from}</del>}
      {from !== null && to !== null && ' → '}
      {to !== null && <ins>{to}</ins>}
      {to === null && ` ${t('change.notSet')}`}
    </Text>
  );
}

export function useChangeWords(changes: readonly Change[], drafts: readonly JsonObject[]): ChangeInWords[] {
  const { t, i18n } = useTranslation('flows');
  const { language } = i18n;
  const { t: tCondition } = useTranslation('flowConditions');
  const { all: names } = useFlowNames();
  return useMemo(
    () => changes.map((change) => changeWords(change, drafts, { t, tCondition, names, language })),
    [changes, drafts, t, tCondition, names, language],
  );
}

/** What the API tells of versions, as changes. */
export const fromApi = (
  changes: readonly { path: string; kind: Change['kind']; before?: unknown; after?: unknown }[],
): Change[] =>
  changes.map(({ path, kind, before, after }) => ({
    // The order of a list is told at the list itself.
    path: [...path.split('.'), ...(isOrder(path, before) ? ['#order'] : [])],
    kind,
    before: kind === 'ADDED' ? undefined : (before as Change['before']),
    after: kind === 'REMOVED' ? undefined : (after as Change['after']),
  }));

const isOrder = (path: string, before: unknown): boolean =>
  /(^|\.)(clocks|ladder)$/.test(path) && Array.isArray(before) && before.every((one) => typeof one === 'string');
