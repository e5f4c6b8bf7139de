import { Button, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowsSort, IconBolt, IconMoodSmile, IconPlus } from '@tabler/icons-react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../../../domain/leads/vocabulary/pages.js';
import { useTellWaiting } from '../../../shared/title';
import { useHeld } from '../../../shared/held';
import { can, useMe, type Me } from '../../../shared/me';
import { Failed, Loading } from '../../../shared/states';
import { useSteady } from '../../../shared/steady';
import { WaitingPill } from './waiting-pill';
import { useMyApprovals } from '../lead/approvals/data';
import { WaitingApprovals } from '../lead/approvals/lazy';
import { useAnswers } from './answers';
import { AwayNow } from './away-now';
import { useArrivals } from './arrivals';
import { useEndedOffers } from './ended-offers';
import { isDue, useAbsence, useMyLeads, useOffers, type Absence, type Offer } from './data';
import { Decline } from './decline';
import { Done } from './done';
import { LeadCard } from './lead-card';
import './my-day.css';
import { OfferCard } from './offer-card';
import { useTaps } from './proofs';
import { RefusedProof } from './refused-proof';
import { useStandings } from './standing';

/** What a rep has open all day: the offers that wait, the own leads by deadline, and what is done. */
export default function MyDay() {
  const me = useMe();
  return me ? <Day me={me} /> : <Loading />;
}

function Day({ me }: { me: Me }) {
  const { t } = useTranslation('myDay');
  const { approvals, isShown: hasApprovals } = useMyApprovals(me);
  const offers = useOffers(me);
  const leads = useMyLeads(me);
  const absence = useAbsence(me).data;
  const { answers, answer, forget } = useAnswers(me);
  const { taps, tap, forget: forgetTap } = useTaps(me);
  const [declining, setDeclining] = useState<Offer | null>(null);

  const ended = useEndedOffers(offers.data);
  const open = (offers.data ?? []).filter(({ id }) => !ended.words.has(id));
  const mine = leads.data ?? [];
  const due = mine.filter(isDue);
  const { news, fresh } = useArrivals(offers.data, leads.data);
  useTellWaiting(open.length + due.length);

  // Side by side they do not push each other; one below the other, an offer that comes moves the leads.
  const isWide = useMediaQuery('(min-width: 62em)', undefined, { getInitialValueInEffect: false });
  const [offersHeld, leadsHeld] = [useHeld(), useHeld()];
  // What was refused is told even if the offer is gone, until it is put away.
  const refused = answers
    .filter(({ status, what }) => status === 'refused' && !open.some(({ id }) => id === what.offer.id))
    .map(({ what }) => what.offer);
  const lingering = ended.lingering.filter(({ id }) => !refused.some((one) => one.id === id));
  // Where it stood: that is where its buttons were.
  const inSight = [...open, ...lingering].sort((a, b) => a.expiresAt.localeCompare(b.expiresAt));
  const offered = useSteady(
    [...inSight, ...refused],
    offersHeld.held || declining !== null || (!isWide && leadsHeld.held),
  );
  const toReach = useSteady(due, leadsHeld.held);
  const latest = new Map(mine.map((lead) => [lead.id, lead]));

  const shown = toReach.rows.map(({ item }) => item.id);
  const standings = useStandings(
    me,
    shown.filter((id) => !latest.has(id)),
  );
  const hasOfferWaiting = open.some(({ id }) => !offered.rows.some(({ item }) => item.id === id));
  // Together, so that neither pushes the other when it comes.
  const isRead = !leads.isPending && (!offers.isPending || !can(me, 'leads.read.own'));
  const isEmpty = leads.data && !offers.error && approvals.length + offered.rows.length + toReach.rows.length === 0;
  return (
    <div className="my-day">
      <VisuallyHidden role="status">{news}</VisuallyHidden>
      <div className="my-day-head">
        <Title order={1}>{t('nav.myDay')}</Title>
        {isRead && !isEmpty && (
          <Text c="dimmed" className="tabular">
            {[
              open.length > 0 && t('offersOut', { count: open.length }),
              t(leads.hasNextPage ? 'toReachMore' : 'toReachCount', { count: due.length }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        )}
        <Button
          component={Link}
          to={PAGES.newLead}
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
        >
          {t('leads.add')}
        </Button>
      </div>
      {offers.error && <Failed error={offers.error} again={() => void offers.refetch()} />}
      {leads.error && <Failed error={leads.error} again={() => void leads.refetch()} />}
      {!isRead && <Loading />}
      {taps
        .filter(({ status, what }) => status === 'refused' && !shown.includes(what.leadId))
        .map((refusal) => (
          <RefusedProof key={refusal.id} tap={refusal} onDismiss={forgetTap} />
        ))}
      {hasApprovals && (
        <Suspense fallback={null}>
          <WaitingApprovals approvals={approvals} />
        </Suspense>
      )}
      {isRead && isEmpty && <NothingWaits me={me} absence={absence} />}
      {isRead && !isEmpty && absence && <AwayNow me={me} absence={absence} />}

      {isRead && (
        <div className="columns">
          <div className="offers" {...offersHeld.region}>
            {offered.rows.length > 0 && (
              <section aria-labelledby="offers">
                <Title order={2} size="h4" id="offers">
                  {t('offers')}
                </Title>
                {offered.rows.map(({ item, gone }) => (
                  <OfferCard
                    key={item.id}
                    offer={item}
                    gone={gone || ended.words.has(item.id)}
                    ending={ended.words.get(item.id)}
                    answer={answers.findLast(({ what }) => what.offer.id === item.id)}
                    onAccept={() => answer(item, null)}
                    onDecline={() => setDeclining(item)}
                    onDismiss={forget}
                  />
                ))}
              </section>
            )}
            {offered.waiting && (
              <WaitingPill
                icon={<IconBolt size={18} aria-hidden />}
                words={t(hasOfferWaiting ? 'offerWaits' : 'orderChanged')}
                onShow={() => [offersHeld, leadsHeld].forEach(({ letGo }) => letGo())}
                raised
              />
            )}
          </div>
          <div className="to-reach" {...leadsHeld.region}>
            {toReach.rows.length > 0 && (
              <section aria-labelledby="to-reach">
                <Title order={2} size="h4" id="to-reach">
                  {t('toReach')}
                </Title>
                {toReach.rows.map(({ item }) => (
                  <LeadCard
                    key={item.id}
                    // One that was reached leaves the list, but is still theirs.
                    lead={latest.get(item.id) ?? item}
                    standing={standings.get(item.id) ?? 'THEIRS'}
                    fresh={fresh.has(item.id)}
                    leadIds={shown}
                    taps={taps.filter(({ what }) => what.leadId === item.id)}
                    onTap={(kind, outcome) => tap(item, kind, outcome)}
                    onDismiss={forgetTap}
                  />
                ))}
              </section>
            )}
            {leads.hasNextPage && (
              <Button
                variant="default"
                size="md"
                mt="sm"
                // The pointer is on the list here: what was asked for comes all the same.
                onClick={() => void leads.fetchNextPage().then(leadsHeld.letGo)}
                loading={leads.isFetchingNextPage}
              >
                {t('more')}
              </Button>
            )}
            {toReach.waiting && (
              <WaitingPill
                icon={<IconArrowsSort size={18} aria-hidden />}
                words={t('orderChanged')}
                onShow={leadsHeld.letGo}
              />
            )}
          </div>
          <Done me={me} leads={mine} />
        </div>
      )}

      <Decline
        offer={declining}
        onClose={() => setDeclining(null)}
        onDecline={(offer, refusal) => {
          answer(offer, refusal);
          setDeclining(null);
        }}
      />
    </div>
  );
}

function NothingWaits({ me, absence }: { me: Me; absence: Absence | null | undefined }) {
  const { t } = useTranslation('myDay');
  return (
    <Stack align="center" py="xl" gap="xs" ta="center">
      <IconMoodSmile size={48} stroke={1.3} aria-hidden />
      <Text size="lg" fw={600}>
        {t('nothing')}
      </Text>
      {absence ? <AwayNow me={me} absence={absence} /> : <Text c="dimmed">{t('comesByItself')}</Text>}
    </Stack>
  );
}
