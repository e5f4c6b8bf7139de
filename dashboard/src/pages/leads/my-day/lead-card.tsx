import { Text, Title } from '@mantine/core';
import { IconBrandWhatsapp, IconChevronRight, IconMail, IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { callLink, phoneWords } from '../../../shared/phone';
import { Deadline, Status } from '../../../shared/badges';
import { cameFrom } from '../../../shared/came-from';
import { Instant } from '../../../shared/instant';
import { mailHref, whatsAppHref } from '../../../shared/reach';
import { useNow } from '../../../shared/time';
import { Failed } from '../../../shared/states';
import { useCallAgain } from './call-again';
import type { LeadItem } from './data';
import type { Tap } from './kept-taps';
import { ProofBar } from './proof-bar';
import { RefusedProof } from './refused-proof';
import type { Sent } from './sending';
import type { Standing } from './standing';

interface LeadCardProps {
  lead: LeadItem;
  /** One that is no longer theirs is shown for as long as somebody points at it. */
  standing: Standing;
  /** It came while the page was open. */
  fresh: boolean;
  taps: Sent<Tap>[];
  /** Its neighbours in the list, for the lead's page. */
  leadIds: string[];
  onTap: (kind: Tap['kind'], outcome?: Tap['outcome']) => void;
  /** Puts a refused proof away. */
  onDismiss: (tapId: number) => void;
}

const ENDED = { GONE: 'leadGone', CLOSED: 'leadClosed' } as const;

/** A lead with what was promised to it, the ways to reach it, and what was done. */
export function LeadCard({ lead, standing, fresh, taps, leadIds, onTap, onDismiss }: LeadCardProps) {
  const { t } = useTranslation('myDay');
  const name = lead.name ?? t('leads.unnamed');
  const { mutate: callAgain, error: notPaused } = useCallAgain(lead.id);
  return (
    <article className="lead" data-fresh={fresh} data-breach={lead.breach} aria-label={name}>
      <Link to={`/leads/${lead.id}`} state={cameFrom('/my-day', leadIds, lead.id)} className="lead-head card-link">
        <div className="grow">
          <Title order={3} size="h5" className="lead-name">
            {name}
          </Title>
          <Text size="sm" c="dimmed" component="span">
            {[lead.source, lead.score !== null && t('score', { score: lead.score })].filter(Boolean).join(' · ')}
          </Text>
        </div>
        <div className="lead-state">
          {lead.deadlineAt !== null && <Deadline at={lead.deadlineAt} breach={lead.breach} />}
          <Status status={lead.status} />
        </div>
        <IconChevronRight size={18} aria-hidden className="chevron" />
      </Link>
      {lead.message !== null && lead.message.trim() !== '' && (
        <blockquote className="wrote" aria-label={t('lead.message')}>
          {lead.message}
        </blockquote>
      )}
      <Text size="sm" className="promise">
        {standing === 'THEIRS' ? <Promise lead={lead} /> : t(ENDED[standing])}
      </Text>
      {standing === 'THEIRS' && (
        <>
          <Reach lead={lead} name={name} />
          <ProofBar name={name} taps={taps} onTap={onTap} onCallAgain={callAgain} />
          {notPaused && <Failed error={notPaused} />}
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
function Promise({ lead: { deadlineAt, dueClock, contactedAt, pausedAt, pausedUntil } }: { lead: LeadItem }) {
  const { t } = useTranslation('myDay');
  const nowMs = useNow();
  if (pausedAt !== null && pausedUntil !== null)
    return (
      <>
        {t('pause.pausedUntil')} <Instant at={pausedUntil} />
      </>
    );
  if (pausedAt !== null) return t('paused');
  if (deadlineAt !== null) {
    const key = Date.parse(deadlineAt) < nowMs ? 'clockWasDue' : 'clockBy';
    return (
      <>
        {dueClock ? t(key, { clock: dueClock.name }) : t('reachBy')} <Instant at={deadlineAt} />
      </>
    );
  }
  if (contactedAt !== null) {
    return (
      <>
        {t('reachedAt')} <Instant at={contactedAt} />
      </>
    );
  }
  return t('noPromise');
}

/** Ways to the person, on the device's own telephone and apps. */
function Reach({ lead, name }: { lead: LeadItem; name: string }) {
  const { t } = useTranslation('myDay');
  const { phone, phoneExtension, email } = lead;
  if (!phone && !email)
    return (
      <Text size="sm" c="dimmed">
        {t('noContact')}
      </Text>
    );
  return (
    <div className="reach">
      {phone && (
        <a
          href={callLink(lead)}
          className="reach-link call"
          aria-label={t('callOf', { name })}
          aria-description={phoneWords(lead, t) ?? undefined}
        >
          <IconPhone size={20} aria-hidden />
          {t('call')} <span className="tabular">{phoneWords(lead, t)}</span>
        </a>
      )}
      {/* Behind a switchboard nobody has WhatsApp. */}
      {phone && phoneExtension === null && (
        <a
          href={whatsAppHref(phone)}
          target="_blank"
          rel="noreferrer"
          className="reach-link"
          aria-label={t('whatsAppOf', { name })}
        >
          <IconBrandWhatsapp size={20} aria-hidden />
          {t('whatsApp')}
        </a>
      )}
      {email && (
        <a href={mailHref(email)} className="reach-link" aria-label={t('mailOf', { name })}>
          <IconMail size={20} aria-hidden />
          {t('mail')}
        </a>
      )}
    </div>
  );
}
