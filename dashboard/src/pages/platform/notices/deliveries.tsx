import { useTranslation } from 'react-i18next';
import { Instant } from '../../../shared/instant';
import type { Notice } from './data';

/** What became of a notice on the channels that leave the house. */
export function Deliveries({ deliveries }: Pick<Notice, 'deliveries'>) {
  const { t } = useTranslation();
  const outgoing = deliveries.filter(({ channel }) => channel !== 'in_app');
  if (outgoing.length === 0) return t('notices.hereOnly');
  return outgoing.map(({ channel, status, at }, index) => (
    <span key={channel} className={status === 'FAILED' ? 'late' : ''}>
      {index > 0 && ', '}
      {t(`notices.delivery.${channel}.${status}`, { defaultValue: `${channel}: ${status}` })}
      {status === 'SENT' && (
        <>
          {' '}
          <Instant at={at} />
        </>
      )}
    </span>
  ));
}
