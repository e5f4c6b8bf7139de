import { Button, Group, Loader, Text, Title } from '@mantine/core';
import { IconBolt, IconCheck, IconX, type Icon } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Refused } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { spanWords, useNow } from '../../../shared/time';
import { useTold } from '../../../shared/told';
import type { Answer } from './answers';
import type { Offer } from './data';
import type { Sent } from './sending';

interface OfferCardProps {
  offer: Offer;
  /** It has left the list, and is shown for as long as somebody points at it. */
  gone: boolean;
  /** What ended it, as the server told; undefined: that is not known. */
  ending: string | undefined;
  answer: Sent<Answer> | undefined;
  onAccept: () => void;
  onDecline: () => void;
  /** Puts a refused answer away. */
  onDismiss: (answerId: number) => void;
}

/** An offer with the time left to answer. */
export function OfferCard({ offer, gone, ending, answer, onAccept, onDecline, onDismiss }: OfferCardProps) {
  const { t } = useTranslation('myDay');
  const told = useTold();
  const nowMs = useNow();
  const leftMs = Date.parse(offer.expiresAt) - nowMs;
  const name = offer.leadName ?? t('leads.unnamed');
  const isOut = !gone && leftMs > 0 && answer?.status !== 'done' && answer?.status !== 'refused';
  const card = useRef<HTMLElement>(null);
  const answered = useRef(false);
  // The buttons are gone: who used them by keyboard stays here.
  useEffect(() => {
    if (!isOut && answered.current) card.current?.focus();
  }, [isOut]);
  // Not disabled while it is sent: that would take the focus away.
  const sending = (isThis: boolean, Sign: Icon) => ({
    'aria-disabled': answer?.status === 'pending',
    leftSection:
      isThis && answer?.status === 'pending' ? (
        <Loader size={18} color="currentColor" aria-hidden />
      ) : (
        <Sign size={20} aria-hidden />
      ),
  });
  const by = (give: () => void) => () => {
    answered.current = true;
    if (answer?.status !== 'pending') give();
  };

  return (
    <article className="offer" ref={card} tabIndex={-1} aria-label={t('offerOf', { name })} data-out={isOut}>
      <div className="offer-head">
        <div className="grow">
          <Title order={3} size="h4">
            {isOut ? <Link to={`/leads/${offer.leadId}`}>{name}</Link> : name}
          </Title>
          <Text size="sm" c="dimmed">
            {[offer.source, offer.score !== null && t('score', { score: offer.score }), ...offer.tags]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </div>
        {isOut && <TimeLeft leftMs={leftMs} ofMs={Date.parse(offer.expiresAt) - Date.parse(offer.offeredAt)} />}
      </div>
      {isOut ? (
        <>
          {offer.mode === 'BROADCAST' && (
            <Text size="sm" fw={600} className="first-wins">
              <IconBolt size={16} aria-hidden /> {t('firstWins', { count: offer.userIds.length })}
            </Text>
          )}
          <Text size="sm" className="why" title={told(offer.why)}>
            {t('whyYou', { why: told(offer.why) })}
          </Text>
          {offer.deadlineAt !== null && (
            <Text size="sm">
              {t('reachBy')} <Instant at={offer.deadlineAt} />
            </Text>
          )}
          <div className="answers">
            <Button
              px="xs"
              aria-label={t('acceptOf', { name })}
              {...sending(answer?.what.refusal === null, IconCheck)}
              onClick={by(onAccept)}
            >
              {t('accept')}
            </Button>
            <Button
              px="xs"
              variant="default"
              aria-label={t('declineOf', { name })}
              {...sending(answer !== undefined && answer.what.refusal !== null, IconX)}
              onClick={by(onDecline)}
            >
              {t('decline')}
            </Button>
          </div>
          {answer?.isLate && (
            <Text size="sm" role="status" className="at-risk" mt="xs">
              {t('answerLater')}
            </Text>
          )}
        </>
      ) : (
        <Outcome
          offer={offer}
          ending={ending ?? (leftMs <= 0 ? 'timeOver' : 'offerGone')}
          answer={answer}
          onDismiss={onDismiss}
        />
      )}
    </article>
  );
}

/** A bar that shrinks, and the seconds. */
function TimeLeft({ leftMs, ofMs }: { leftMs: number; ofMs: number }) {
  const { t } = useTranslation('myDay');
  const share = Math.min(1, Math.max(0, leftMs / ofMs));
  const isShort = share < 0.25;
  return (
    <div className="time-left" data-short={isShort}>
      <Text fw={700} size="lg" className="tabular">
        {spanWords(leftMs)}
      </Text>
      <Text size="xs" c="dimmed">
        {t('toAnswer')}
      </Text>
      <span className="bar" aria-hidden>
        <span style={{ transform: `scaleX(${share})` }} />
      </span>
    </div>
  );
}

/** How it ended, in words. */
function Outcome({
  offer,
  ending,
  answer,
  onDismiss,
}: Pick<OfferCardProps, 'offer' | 'answer' | 'onDismiss'> & { ending: string }) {
  const { t } = useTranslation('myDay');
  const told = useTold();
  if (answer?.status === 'refused') {
    const { error, id } = answer;
    return (
      <div role="alert">
        <Text fw={600}>{t(answer.what.refusal === null ? 'notThisTime' : 'notDeclined')}</Text>
        <Text size="sm">{told(error instanceof Refused ? error.title : (error?.message ?? ''))}</Text>
        <Button variant="default" size="md" mt="sm" onClick={() => onDismiss(id)}>
          {t('putAway')}
        </Button>
      </div>
    );
  }
  if (answer?.status === 'done' && answer.what.refusal === null) {
    return (
      <Group role="status" gap="xs">
        <IconCheck aria-hidden className="won" />
        <Text fw={600}>{t('yours')}</Text>
        <Link to={`/leads/${offer.leadId}`} className="button-link">
          {t('open')}
        </Link>
      </Group>
    );
  }
  const isPending = answer?.status === 'pending';
  return (
    <Text role="status" c="dimmed">
      {t(isPending ? 'answering' : answer?.status === 'done' ? 'declined' : ending)}
    </Text>
  );
}
