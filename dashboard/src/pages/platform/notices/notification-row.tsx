import { ActionIcon, Text, VisuallyHidden } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowsExchange,
  IconBellRinging,
  IconCheck,
  IconHandStop,
  IconRoute,
  IconUserPlus,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Instant } from '../../../shared/instant';
import { useTold } from '../../../shared/told';
import type { Notification } from './data';

const SIGNS: Record<Notification['kind'], Icon> = {
  ASSIGNED: IconUserPlus,
  OFFERED: IconHandStop,
  REMINDER: IconBellRinging,
  REASSIGNED: IconArrowsExchange,
  MANAGER_ALERT: IconAlertTriangle,
  UNROUTED: IconRoute,
  SAME_PERSON: IconUsers,
};

interface NotificationRowProps {
  notification: Notification;
  onRead: () => void;
}

/** One notification; its lead is a tap away, which marks it as read. */
export function NotificationRow({ notification, onRead }: NotificationRowProps) {
  const { t } = useTranslation();
  const told = useTold();
  const { kind, leadId, subject, text, createdAt, readAt } = notification;
  const Sign = SIGNS[kind];
  const isUnread = readAt === null;
  const row = useRef<HTMLDivElement>(null);
  const content = (
    <>
      <Sign size={20} stroke={1.7} aria-hidden className="sign" />
      <div className="words">
        <Text fw={isUnread ? 700 : 500} className="subject">
          {isUnread && <VisuallyHidden>{t('notifications.unread')}: </VisuallyHidden>}
          {told(subject)}
        </Text>
        <Text size="sm">{told(text)}</Text>
        <Text size="xs" c="dimmed">
          {t(`notifications.kind.${kind}`)} · <Instant at={createdAt} /> · <Mail notification={notification} />
        </Text>
      </div>
    </>
  );
  return (
    <div role="listitem" className="notification" data-unread={isUnread} ref={row} tabIndex={-1}>
      {leadId === null ? (
        <div className="content">{content}</div>
      ) : (
        <Link to={`/leads/${leadId}`} className="content card-link" onClick={() => isUnread && onRead()}>
          {content}
        </Link>
      )}
      {isUnread && (
        <ActionIcon
          variant="default"
          size={44}
          onClick={() => {
            // The button goes: who used it by keyboard stays at the row.
            row.current?.focus();
            onRead();
          }}
          aria-label={t('notifications.readOne', { subject })}
          title={t('notifications.read')}
        >
          <IconCheck size={20} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}

/** What became of the mail that says the same. */
function Mail({ notification: { mail, sentAt } }: { notification: Notification }) {
  const { t } = useTranslation();
  return (
    <span className={mail === 'FAILED' ? 'late' : ''}>
      {t(`notifications.mail.${mail}`)}
      {sentAt !== null && (
        <>
          {' '}
          <Instant at={sentAt} />
        </>
      )}
    </span>
  );
}
