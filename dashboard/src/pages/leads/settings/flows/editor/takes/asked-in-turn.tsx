import { List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFlowList } from '../../data';
import { useAt, useDraft } from '../editing';
import { around, inTurn } from './in-turn';

/** Where the flow stands among the active ones: who is asked for a lead before it, and who after it. */
export function AskedInTurn() {
  const { t } = useTranslation('flowConditions');
  const { flowId } = useDraft();
  const priority = useAt(['priority']);
  const { data } = useFlowList();
  const own = data?.find(({ id }) => id === flowId);
  if (typeof priority !== 'number' || !data || !own) return null;
  const others = data
    .filter(({ id, active }) => active && id !== flowId)
    .map((flow) => ({ ...flow, priority: flow.priority ?? 0 }));
  const { shown, before, after } = around(inTurn([...others, { ...own, priority }]), flowId);
  if (others.length === 0) return null;
  return (
    <Stack gap={4}>
      <Text size="sm">{t('takes.order')}</Text>
      {before > 0 && (
        <Text size="sm" c="dimmed">
          {t('takes.before', { count: before })}
        </Text>
      )}
      <List type="ordered" size="sm" start={before + 1} aria-label={t('takes.order')}>
        {shown.map((flow) => (
          <List.Item key={flow.id} fw={flow.id === flowId ? 700 : undefined} aria-current={flow.id === flowId}>
            {t('takes.turn', { name: flow.name, priority: flow.priority })}
            {flow.id === flowId && ` ${t('takes.thisOne')}`}
          </List.Item>
        ))}
      </List>
      {after > 0 && (
        <Text size="sm" c="dimmed">
          {t('takes.after', { count: after })}
        </Text>
      )}
    </Stack>
  );
}
