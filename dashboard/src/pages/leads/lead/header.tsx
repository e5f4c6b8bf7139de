import { Badge, Group, Text, Title } from '@mantine/core';
import { IconMail, IconPhone, IconUser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/client';
import { isPaused, Paused, Status } from '../../../shared/badges';
import { Instant } from '../../../shared/instant';
import { callLink, phoneWords } from '../../../shared/phone';
import { mailHref } from '../../../shared/reach';
import { spanWords, useNow } from '../../../shared/time';
import type { Names } from './names';
import { useFlash } from './flash';

interface HeaderProps {
  lead: Schemas['Lead'];
  names: Names;
}

/** Who it is, where it stands, and how to reach the person. */
export function Header({ lead, names }: HeaderProps) {
  const { t } = useTranslation();
  const { name, source, status, outcome, receivedAt, tags, email, phone, ownerId } = lead;
  const statusFlash = useFlash(status);
  const ownerFlash = useFlash(ownerId);
  return (
    <header className="lead-header">
      <div className="identity">
        <Group gap="xs" align="center">
          <Title order={1} className="lead-title">
            {name ?? t('leads.unnamed')}
          </Title>
          <span className={statusFlash}>
            <Status status={status} />
          </span>
          <Paused lead={lead} />
          {outcome !== null && <Badge variant="default">{t(`outcome.${outcome}`)}</Badge>}
          {tags.map((tag) => (
            <Badge key={tag} variant="default" tt="none" className="tag">
              {tag}
            </Badge>
          ))}
        </Group>
        <Text size="sm" c="dimmed" className="lead-meta">
          <span>{source}</span>
          <span>
            {t('lead.receivedAt')} <Instant at={receivedAt} />
          </span>
          <span className={`owner ${ownerFlash}`}>
            <IconUser size={15} aria-hidden />
            {ownerId === null ? t('leads.nobody') : names.nameOf(ownerId)}
          </span>
        </Text>
        <div className="contact">
          {phone !== null && (
            <a href={callLink(lead)} className="contact-link tabular">
              <IconPhone size={16} aria-hidden />
              {phoneWords(lead, t)}
            </a>
          )}
          {email !== null && (
            <a href={mailHref(email)} className="contact-link">
              <IconMail size={16} aria-hidden />
              {email}
            </a>
          )}
        </div>
      </div>
      <Countdown lead={lead} />
    </header>
  );
}

/** The most urgent deadline in large, or what there is instead of one. */
function Countdown({ lead }: { lead: Schemas['Lead'] }) {
  const { t } = useTranslation();
  const nowMs = useNow();
  const { deadlineAt, breach, pausedAt, pausedUntil, closedAt, contactedAt, clocks } = lead;
  const flash = useFlash(deadlineAt);
  if (deadlineAt === null) {
    const [words, at] =
      closedAt !== null
        ? [t('lead.closedAt'), closedAt]
        : isPaused(lead)
          ? pausedUntil === null
            ? [t('lead.pausedSince'), pausedAt]
            : [t('pause.pausedUntil'), pausedUntil]
          : contactedAt !== null
            ? [t('lead.contactedAt'), contactedAt]
            : [t('leads.noDeadline'), null];
    return (
      <div className={`countdown ${flash}`}>
        <Text className={`countdown-word ${breach === 'breached' ? 'late' : ''}`}>{words}</Text>
        {at !== null && (
          <Text size="sm" c="dimmed">
            <Instant at={at} />
          </Text>
        )}
      </div>
    );
  }
  const left = Date.parse(deadlineAt) - nowMs;
  const clock = clocks.find((one) => one.open && one.deadlineAt === deadlineAt);
  return (
    <div className={`countdown ${flash}`}>
      <Text className={`countdown-time tabular ${left < 0 ? 'late' : breach === 'at_risk' ? 'at-risk' : ''}`}>
        {t(left < 0 ? 'leads.late' : 'leads.in', { time: spanWords(left) })}
      </Text>
      <Text size="sm" c="dimmed">
        {clock && `${clock.name}, `}
        {t(left < 0 ? 'lead.wasDue' : 'lead.due')} <Instant at={deadlineAt} />
      </Text>
    </div>
  );
}
