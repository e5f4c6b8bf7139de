import { Text } from '@mantine/core';
import { IconAlertTriangle, IconFlag, IconHourglass, IconPlayerPlay, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { useMe } from '../../../shared/me';
import { spanWords, useNow } from '../../../shared/time';
import { MARK_ICONS } from './clocks/icons';
import { Section } from '../parts/section';

type Lead = Schemas['Lead'];

const ICONS: Record<string, Icon> = {
  ...MARK_ICONS,
  AT_RISK: IconAlertTriangle,
  BREACH: IconFlag,
  OFFER_EXPIRES: IconHourglass,
  APPROVAL_LAPSES: IconHourglass,
  PAUSE_ENDS: IconPlayerPlay,
};

/** What the machine does next by itself, and when. */
export function Next({ lead }: { lead: Lead }) {
  const { t } = useTranslation();
  const nowMs = useNow();
  const isSuspended = Boolean(useMe()?.org?.suspendedAt);
  return (
    <Section title={t('lead.next')}>
      {lead.next.length === 0 ? (
        <Text size="sm">{isSuspended ? t('lead.nothingSuspended') : t('lead.nothing')}</Text>
      ) : (
        <>
          <ol className="next">
            {lead.next.map(({ at, what, text }, index) => {
              const Sign = ICONS[what] ?? IconHourglass;
              const left = Date.parse(at) - nowMs;
              return (
                <li key={`${at}-${what}-${index}`} className={what === 'BREACH' ? 'breach' : ''}>
                  <Sign size={16} aria-hidden />
                  <Text size="sm">{text}</Text>
                  <Text size="sm" className="tabular next-when">
                    <Text span size="sm" fw={600}>
                      {left > 0 ? t('leads.in', { time: spanWords(left) }) : t('lead.rightNow')}
                    </Text>
                    <br />
                    <Text span size="xs" c="dimmed">
                      <Instant at={at} />
                    </Text>
                  </Text>
                </li>
              );
            })}
          </ol>
          <Text size="xs" c="dimmed" mt={4}>
            {t('lead.unless')}
          </Text>
        </>
      )}
    </Section>
  );
}
