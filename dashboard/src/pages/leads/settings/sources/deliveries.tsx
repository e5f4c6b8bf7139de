import { Badge, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Instant } from '../../../../shared/instant';
import { Failed, Loading } from '../../../../shared/states';
import { useDeliveries, type Delivery, type Source } from './data';

const ONLY = ['all', 'failed', 'good'] as const;
/** What is refused before its signature is looked at, or because of it. */
const UNVERIFIED: readonly Delivery['outcome'][] = ['NOT_SIGNED', 'TOO_LARGE', 'NOT_JSON', 'FAILED'];
const GOOD: readonly Delivery['outcome'][] = ['LEAD', 'KNOWN', 'PROOF'];

/** What came last by a source and what was answered, as it comes. */
export function Deliveries({ source: { id } }: { source: Source }) {
  const { t } = useTranslation('sources');
  const [only, setOnly] = useState<(typeof ONLY)[number]>('all');
  const log = useDeliveries(id, only);
  return (
    <Stack>
      <SegmentedControl
        aria-label={t('log.only')}
        data={ONLY.map((value) => ({ value, label: t(`log.${value}`) }))}
        value={only}
        onChange={setOnly}
        style={{ alignSelf: 'flex-start' }}
      />
      <Text size="sm" c="dimmed">
        {t('log.hint')}
      </Text>
      {log.error && <Failed error={log.error} again={() => void log.refetch()} />}
      {log.isPending && <Loading />}
      {log.data?.length === 0 && <Text role="status">{t(only === 'all' ? 'log.empty' : 'log.none')}</Text>}
      {log.data && log.data.length > 0 && (
        <ul className="deliveries" aria-label={t('tab.deliveries')}>
          {log.data.map((one) => (
            <Row key={`${one.at} ${one.outcome} ${one.lead?.id ?? one.deadLetter?.id ?? one.detail}`} delivery={one} />
          ))}
        </ul>
      )}
    </Stack>
  );
}

function Row({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation('sources');
  const { at, outcome, status, times, bytes, lead, deadLetter } = delivery;
  return (
    <li>
      <Text size="sm">
        <Instant at={at} seconds />
      </Text>
      <div>
        <Badge color={GOOD.includes(outcome) ? 'teal' : 'red'}>{t(`outcome.${outcome}`)}</Badge>
      </div>
      <div className="what">
        {lead && <Link to={`/leads/${lead.id}`}>{lead.name ?? t('log.unnamed')}</Link>}
        {delivery.detail !== null && <Text size="sm">{delivery.detail}</Text>}
        {delivery.read.length > 0 && (
          <Text size="sm" c="dimmed">
            {delivery.read.map(({ field, from }) => `${t(`target.${field}`)} ← ${from}`).join(' · ')}
          </Text>
        )}
        {deadLetter &&
          (deadLetter.status === 'OPEN' ? (
            <Link to={`/dead-letters/${deadLetter.id}`}>{t('log.mend')}</Link>
          ) : (
            <Link to={`/dead-letters/${deadLetter.id}`}>{t(`log.letter.${deadLetter.status}`)}</Link>
          ))}
        <Text size="xs" c="dimmed">
          {t('log.answered', { status })}
          {!UNVERIFIED.includes(outcome) && ` · ${t('log.signed')}`}
          {times > 1 && ` · ${t('log.times', { count: times })}`}
        </Text>
      </div>
      <Text size="sm" c="dimmed" className="size tabular">
        {bytes !== null && sizeWords(bytes)}
      </Text>
    </li>
  );
}

const sizeWords = (bytes: number): string => (bytes < 10_240 ? `${bytes} B` : `${Math.round(bytes / 1024)} KiB`);
