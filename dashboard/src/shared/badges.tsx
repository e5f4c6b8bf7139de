import { Badge, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../api/client';
import { IconPlayerPause } from '@tabler/icons-react';
import { isEnded } from '../../../domain/leads/vocabulary/ended';
import { useInstantWords, useZone } from './instant';
import { instantWords, spanWords, useNow } from './time';

type Item = Schemas['LeadItem'];

const STATUS_COLORS: Record<Item['status'], string> = {
  RECEIVED: 'teal',
  QUALIFIED: 'teal',
  UNQUALIFIED: 'teal',
  PENDING_APPROVAL: 'yellow',
  OFFERED: 'teal',
  ASSIGNED: 'teal',
  UNROUTED: 'red',
  CONTACTED: 'teal',
  CLOSED: 'gray',
};

export function Status({ status }: { status: Item['status'] }) {
  const { t } = useTranslation();
  return <Badge color={STATUS_COLORS[status]}>{t(`status.${status}`)}</Badge>;
}

/** Whether somebody paused a lead: one that has ended rests for good. */
export const isPaused = ({ status, pausedAt }: Pick<Item, 'status' | 'pausedAt'>): boolean =>
  pausedAt !== null && !isEnded(status);

/** That a lead is paused, and until when; nothing of one that is not. */
export function Paused({ lead }: { lead: Pick<Item, 'status' | 'pausedAt' | 'pausedUntil'> }) {
  const { t, i18n } = useTranslation();
  const timeZone = useZone();
  const full = useInstantWords();
  if (!isPaused(lead)) return null;
  const { pausedUntil } = lead;
  const at = pausedUntil && instantWords(pausedUntil, { language: i18n.language, timeZone, short: true });
  return (
    <Badge
      variant="default"
      tt="none"
      leftSection={<IconPlayerPause size={12} aria-hidden />}
      title={pausedUntil === null ? undefined : full(pausedUntil)}
    >
      {at ? t('pause.badgeUntil', { at }) : t('pause.badge')}
    </Badge>
  );
}

/** The most urgent deadline, counting down; late ones count up. */
export function Deadline({ at, breach }: { at: string | null; breach: Item['breach'] }) {
  const { t } = useTranslation();
  const titled = useInstantWords();
  const { text, className } = deadlineWords(t, { at, breach, nowMs: useNow() });
  return (
    <Text
      size="sm"
      fw={at === null ? undefined : 600}
      className={className}
      title={at === null ? undefined : titled(at)}
    >
      {text}
    </Text>
  );
}

/** What is left of the time to a deadline, and the class that it looks by. */
export function deadlineWords(
  t: TFunction,
  { at, breach, nowMs }: { at: string | null; breach: Item['breach']; nowMs: number },
): { text: string; className: string } {
  if (at === null) {
    return breach === 'breached'
      ? { text: t('breachOf.breached'), className: 'late' }
      : { text: t('leads.noDeadline'), className: '' };
  }
  const left = Date.parse(at) - nowMs;
  const time = spanWords(left);
  return left < 0
    ? { text: t('leads.late', { time }), className: 'tabular late' }
    : { text: t('leads.in', { time }), className: `tabular ${breach === 'at_risk' ? 'at-risk' : ''}` };
}
