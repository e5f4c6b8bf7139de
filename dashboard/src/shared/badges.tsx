import { Badge, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { useInstantWords } from './instant';
import { spanWords, useNow } from './time';

type Item = Schemas['LeadItem'];

export function Status({ status }: { status: Item['status'] }) {
  const { t } = useTranslation();
  return (
    <Badge color={status === 'UNROUTED' ? 'red' : status === 'CLOSED' ? 'gray' : 'teal'}>{t(`status.${status}`)}</Badge>
  );
}

/** The most urgent deadline, counting down; late ones count up. */
export function Deadline({ at, breach }: { at: string | null; breach: Item['breach'] }) {
  const { t } = useTranslation();
  const words = useInstantWords();
  const nowMs = useNow();
  if (at === null) {
    return (
      <Text size="sm" className={breach === 'breached' ? 'late' : ''}>
        {breach === 'breached' ? t('breachOf.breached') : t('leads.noDeadline')}
      </Text>
    );
  }
  const left = Date.parse(at) - nowMs;
  const time = spanWords(left);
  return (
    <Text
      size="sm"
      fw={600}
      className={`tabular ${left < 0 ? 'late' : breach === 'at_risk' ? 'at-risk' : ''}`}
      title={words(at)}
    >
      {left < 0 ? t('leads.late', { time }) : t('leads.in', { time })}
    </Text>
  );
}
