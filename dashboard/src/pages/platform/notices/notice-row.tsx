import { ActionIcon, Text, VisuallyHidden } from '@mantine/core';
import { IconBell, IconCheck } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Instant } from '../../../shared/instant';
import { NOTICE_SIGNS } from '../../../shared/signs';
import { useTold } from '../../../shared/told';
import { known } from '../../../api/vocabulary';
import type { Notice } from './data';
import { Deliveries } from './deliveries';

interface NoticeRowProps {
  notice: Notice;
  onRead: () => void;
}

/** One notice; its lead is a tap away, which marks it as read. */
export function NoticeRow({ notice, onRead }: NoticeRowProps) {
  const { t } = useTranslation();
  const told = useTold();
  const { kind, leadId, subject, text, createdAt, readAt } = notice;
  const Sign = known(NOTICE_SIGNS, kind) ?? IconBell;
  const isUnread = readAt === null;
  const others = othersOf(notice).map(told);
  const row = useRef<HTMLDivElement>(null);
  const content = (
    <>
      <Sign size={20} stroke={1.7} aria-hidden className="sign" />
      <div className="words">
        <Text fw={isUnread ? 700 : 500} className="subject">
          {isUnread && <VisuallyHidden>{t('notices.unread')}: </VisuallyHidden>}
          {told(subject)}
        </Text>
        <Text size="sm">{told(text)}</Text>
        <Text size="xs" c="dimmed">
          {t(`notices.kind.${kind}`, { defaultValue: kind })} · <Instant at={createdAt} />
          <Deliveries deliveries={notice.deliveries} />
        </Text>
        {others.length > 0 && (
          <ul className="others">
            {others.map((other) => (
              <li key={other}>{other}</li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
  return (
    <div role="listitem" className="notice" data-unread={isUnread} ref={row} tabIndex={-1}>
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
          aria-label={t('notices.readOne', { subject })}
          title={t('notices.read')}
        >
          <IconCheck size={20} aria-hidden />
        </ActionIcon>
      )}
    </div>
  );
}

/** What else was told of the lead in the same minute, each once and nothing that the line says itself. */
const othersOf = ({ subject, others }: Notice): string[] =>
  [...new Set(others.map((other) => other.subject))].filter((other) => other !== subject);
