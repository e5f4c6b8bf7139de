import { Text, Title } from '@mantine/core';
import { IconBrandWhatsapp, IconChevronRight, IconMail, IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Deadline, Status } from '../../../shared/badges';
import { cameFrom } from '../../../shared/came-from';
import { Instant } from '../../../shared/instant';
import { useNow } from '../../../shared/time';
import type { LeadItem } from './data';
import type { Tap } from './kept-taps';
import { ProofBar } from './proof-bar';
import { RefusedProof } from './refused-proof';
import type { Sent } from './sending';

interface LeadCardProps {
  lead: LeadItem;
  /** It is no longer theirs, and is shown for as long as somebody points at it. */
  gone: boolean;
  /** It came while the page was open. */
  fresh: boolean;
  taps: Sent<Tap>[];
  /** Its neighbours in the list, for the lead's page. */
  leadIds: string[];
  onTap: (kind: Tap['kind']) => void;
  /** Puts a refused proof away. */
  onDismiss: (tapId: number) => void;
}

/** A lead with what was promised to it, the ways to reach it, and what was done. */
export function LeadCard({ lead, gone, fresh, taps, leadIds, onTap, onDismiss }: LeadCardProps) {
  const { t } = useTranslation();
  const name = lead.name ?? t('leads.unnamed');
  return (
    <article className="lead" data-fresh={fresh} data-breach={lead.breach} aria-label={name}>
      <Link to={`/leads/${lead.id}`} state={cameFrom('/my-day', leadIds, lead.id)} className="lead-head card-link">
        <div className="grow">
          <Title order={3} size="h5" className="lead-name">
            {name}
          </Title>
          <Text size="sm" c="dimmed" component="span">
            {[lead.source, lead.score !== null && t('myDay.score', { score: lead.score })].filter(Boolean).join(' · ')}
          </Text>
        </div>
        <div className="lead-state">
          {lead.deadlineAt !== null && <Deadline at={lead.deadlineAt} breach={lead.breach} />}
          <Status status={lead.status} />
        </div>
        <IconChevronRight size={18} aria-hidden className="chevron" />
      </Link>
      <Text size="sm" className="promise">
        {gone ? t('myDay.leadGone') : <Promise lead={lead} />}
      </Text>
      {!gone && (
        <>
          <Reach lead={lead} name={name} />
          <ProofBar name={name} taps={taps} onTap={onTap} />
        </>
      )}
      {taps
        .filter(({ status }) => status === 'refused')
        .map((tap) => (
          <RefusedProof key={tap.id} tap={tap} onDismiss={onDismiss} />
        ))}
    </article>
  );
}

/** What was promised, in words. */
function Promise({ lead: { deadlineAt, dueClock, contactedAt, pausedAt } }: { lead: LeadItem }) {
  const { t } = useTranslation();
  const nowMs = useNow();
  if (pausedAt !== null) return t('myDay.paused');
  if (deadlineAt !== null) {
    const key = Date.parse(deadlineAt) < nowMs ? 'clockWasDue' : 'clockBy';
    return (
      <>
        {dueClock ? t(`myDay.${key}`, { clock: dueClock.name }) : t('myDay.reachBy')} <Instant at={deadlineAt} />
      </>
    );
  }
  if (contactedAt !== null) {
    return (
      <>
        {t('myDay.reachedAt')} <Instant at={contactedAt} />
      </>
    );
  }
  return t('myDay.noPromise');
}

/** Ways to the person, on the device's own telephone and apps. */
function Reach({ lead: { phone, email }, name }: { lead: LeadItem; name: string }) {
  const { t } = useTranslation();
  const digits = phone?.replace(/\D/g, '');
  if (!phone && !email)
    return (
      <Text size="sm" c="dimmed">
        {t('myDay.noContact')}
      </Text>
    );
  return (
    <div className="reach">
      {phone && (
        <a href={`tel:${phone}`} className="reach-link" aria-label={t('myDay.callOf', { name })}>
          <IconPhone size={20} aria-hidden />
          {t('myDay.call')}
        </a>
      )}
      {phone && (
        <a
          href={`https://wa.me/${digits}`}
          target="_blank"
          rel="noreferrer"
          className="reach-link"
          aria-label={t('myDay.whatsAppOf', { name })}
        >
          <IconBrandWhatsapp size={20} aria-hidden />
          {t('myDay.whatsApp')}
        </a>
      )}
      {email && (
        <a href={`mailto:${email}`} className="reach-link" aria-label={t('myDay.mailOf', { name })}>
          <IconMail size={20} aria-hidden />
          {t('myDay.mail')}
        </a>
      )}
    </div>
  );
}
