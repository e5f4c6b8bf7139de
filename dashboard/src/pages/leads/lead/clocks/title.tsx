import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../../../shared/instant';
import { spanWords, useNow } from '../../../../shared/time';
import { countedWords } from '../formats';
import type { ClockShape } from './shape';
import { useClockWords } from './words';

/** A clock's name, and where it stands in one line. */
export function ClockTitle({ shape, nameOf }: { shape: ClockShape; nameOf: (id: string) => string }) {
  const { t } = useTranslation();
  const words = useClockWords();
  const { clock } = shape;
  return (
    <Group justify="space-between" gap="xs" className="clock-title">
      <Group gap="xs">
        <Text fw={600} component="h3" size="sm">
          {words.name(clock)}
        </Text>
        <Badge size="sm" variant="default" tt="none" fw={600} className={`clock-badge ${clock.status}`}>
          {t(`clock.${clock.status}`)}
        </Badge>
        <Text size="xs" c="dimmed" className="tabular">
          {t('lead.countedOf', { counted: countedWords(shape.countedMs), target: countedWords(shape.targetMs) })}
        </Text>
        <Whose clock={clock} nameOf={nameOf} />
      </Group>
      <Verdict shape={shape} />
    </Group>
  );
}

/** With whom it lapsed, and who took over and reached the person after all. */
function Whose({ clock, nameOf }: { clock: ClockShape['clock']; nameOf: (id: string) => string }) {
  const { t } = useTranslation();
  if (clock.status !== 'BREACHED') return null;
  const { holderId, takenOverBy } = clock;
  return (
    <Text size="xs" c="dimmed">
      {[
        holderId === null ? t('lead.lapsedWithNobody') : t('lead.lapsedWith', { name: nameOf(holderId) }),
        takenOverBy !== null && t('lead.takenOverBy', { name: nameOf(takenOverBy) }),
      ]
        .filter(Boolean)
        .join(' · ')}
    </Text>
  );
}

/** What it came to, or how long it still has. */
function Verdict({ shape: { clock } }: { shape: ClockShape }) {
  const { t } = useTranslation();
  const nowMs = useNow();
  const { deadlineAt, metAt, status, atRiskAt } = clock;
  if (metAt !== null) {
    const margin = deadlineAt === null ? null : Date.parse(deadlineAt) - Date.parse(metAt);
    const time = margin === null ? '' : spanWords(margin);
    return (
      <Text size="sm" className={`tabular ${margin !== null && margin < 0 ? 'late' : ''}`}>
        {margin === null ? t('lead.metAt') : t(margin < 0 ? 'lead.metLate' : 'lead.metBefore', { time })}{' '}
        <Instant at={metAt} />
      </Text>
    );
  }
  if (deadlineAt === null) return <Text size="sm">{t('lead.stands')}</Text>;
  if (!clock.open) {
    return (
      <Text size="sm" c={status === 'BREACHED' ? undefined : 'dimmed'} className={status === 'BREACHED' ? 'late' : ''}>
        {t('lead.wasDue')} <Instant at={deadlineAt} />
      </Text>
    );
  }
  const left = Date.parse(deadlineAt) - nowMs;
  const isAtRisk = atRiskAt !== null && Date.parse(atRiskAt) <= nowMs;
  return (
    <Text size="sm" className="tabular">
      <Text span size="sm" fw={700} className={left < 0 ? 'late' : isAtRisk ? 'at-risk' : ''}>
        {t(left < 0 ? 'leads.late' : 'leads.in', { time: spanWords(left) })}
      </Text>
      {' · '}
      {t('lead.due')} <Instant at={deadlineAt} />
    </Text>
  );
}
