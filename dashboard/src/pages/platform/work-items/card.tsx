import { Button, Group, List, Paper, Text, Title } from '@mantine/core';
import { IconCalendarClock, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PAGES } from '../../../shared/pages';
import { Status } from '../../../shared/badges';
import { Instant } from '../../../shared/instant';
import { spanWords, useNow } from '../../../shared/time';
import { Requeue } from './requeue';
import type { Solving, WorkItem } from './use-work-items';

interface Props {
  item: WorkItem;
  /** It left the list while somebody was reading. */
  gone: boolean;
  /** Undefined: it is not theirs to resolve. @param button what was pressed */
  onResolve: ((button: HTMLElement) => void) | undefined;
  Solve: Solving;
}

/** One work item: what happened, to which lead, since when, and what there is to do, with the button that does it. */
export function Card({ item, gone, onResolve, Solve }: Props) {
  const { t } = useTranslation();
  const isOpen = item.resolvedAt === null && !gone;
  return (
    <Paper component="article" withBorder p="md" className={gone ? 'work-item-gone' : ''}>
      <Group justify="space-between" align="flex-start" gap="md" wrap="nowrap">
        <Title order={2} size="h4" className="work-item-title">
          {t(`workItems.kinds.${item.kind}`)}
        </Title>
        {isOpen && onResolve && (
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconCheck size={16} aria-hidden />}
            onClick={({ currentTarget }) => onResolve(currentTarget)}
          >
            {t('workItems.resolve')}
          </Button>
        )}
        {gone && item.resolvedAt === null && <Text size="sm">{t('workItems.gone')}</Text>}
      </Group>
      <Group gap="xs">
        {item.leadId !== null && (
          <>
            <Link to={`/leads/${item.leadId}`}>{item.lead?.name ?? t('leads.unnamed')}</Link>
            {item.lead && <Status status={item.lead.status} />}
          </>
        )}
        <Text size="sm" c="dimmed">
          <Instant at={item.createdAt} />
          {isOpen && <Since at={item.createdAt} />}
        </Text>
      </Group>
      <Text mt="sm">{item.summary}</Text>
      {typeof item.details.deadLetterId === 'string' && (
        <Link to={`/dead-letters/${item.details.deadLetterId}`}>{t('workItems.openDeadLetter')}</Link>
      )}
      {item.resolvedAt === null ? (
        <>
          <Text size="sm" fw={600} mt="sm">
            {t('workItems.todo')}
          </Text>
          <List size="sm">
            {item.howToFix.map((line) => (
              <List.Item key={line}>{line}</List.Item>
            ))}
          </List>
          {isOpen && (
            <Group gap="xs" mt="sm">
              {onResolve && item.solutions.includes('REQUEUE') && <Requeue item={item} />}
              {item.solutions.includes('CALENDAR') && typeof item.details.calendarId === 'string' && (
                <Button
                  component={Link}
                  to={`${PAGES.calendars}/${item.details.calendarId}`}
                  variant="default"
                  leftSection={<IconCalendarClock size={16} aria-hidden />}
                >
                  {t('workItems.openCalendar')}
                </Button>
              )}
              <Solve item={item} />
            </Group>
          )}
        </>
      ) : (
        <Text size="sm" mt="sm" component="div">
          <IconCheck size={16} aria-hidden className="work-item-sign" />{' '}
          {item.resolvedByItself
            ? t('workItems.byItself')
            : t('workItems.by', { name: item.resolvedByName ?? t('workItems.somebody') })}{' '}
          <Instant at={item.resolvedAt} />
          {item.resolution !== null && <blockquote className="work-item-note">{item.resolution}</blockquote>}
        </Text>
      )}
    </Paper>
  );
}

/** For how long it has been waiting, ticking. */
function Since({ at }: { at: string }) {
  const { t } = useTranslation();
  return (
    <span className="tabular">
      {' '}
      · {t('workItems.since', { time: spanWords(Math.max(0, useNow() - Date.parse(at))) })}
    </span>
  );
}
