import { useTranslation } from 'react-i18next';
import { Instant } from '../../../shared/instant';
import type { Notice } from './data';

/** What became of a notice on the channels that leave the house and are set up. */
export function Deliveries({ deliveries }: Pick<Notice, 'deliveries'>) {
  const { t } = useTranslation();
  const outgoing = deliveries.filter(({ channel, status }) => channel !== 'in_app' && status !== 'LOGGED');
  return outgoing.map(({ channel, status, at, waitsUntil }) => (
    <span key={channel} className={status === 'FAILED' ? 'late' : ''}>
      {' · '}
      {waitsUntil === null
        ? t(`notices.delivery.${channel}.${status}`, { defaultValue: `${channel}: ${status}` })
        : t('notices.waits')}
      {(status === 'SENT' || waitsUntil !== null) && (
        <>
          {' '}
          <Instant at={waitsUntil ?? at} />
        </>
      )}
    </span>
  ));
}
