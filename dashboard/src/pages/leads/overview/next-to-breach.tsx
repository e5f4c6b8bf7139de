import { Skeleton, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Deadline } from '../../../shared/badges';
import { useHeld } from '../../../shared/held';
import { usePeople } from '../../../shared/names';
import { Failed } from '../../../shared/states';
import { listOf, useSteady } from '../../../shared/steady';
import type { Filters } from './filters';
import { Panel } from './panel';
import { useNextToBreach } from './queries';

/** What is about to go wrong: the leads whose deadlines come next. It keeps its order while somebody points at it. */
export function NextToBreach({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const leads = useNextToBreach(filters);
  const { held, region } = useHeld();
  const { rows, waiting } = useSteady(leads.data ?? [], held, listOf(filters, leads.isPlaceholderData));
  const people = usePeople();
  return (
    <Panel
      title={t('overview.next')}
      beside={
        <Text size="xs" c="dimmed" role="status">
          {waiting && t('overview.nextMoved')}
        </Text>
      }
    >
      {leads.error && !leads.data && <Failed error={leads.error} again={() => void leads.refetch()} />}
      {leads.isPending && (
        <Stack gap={8} className="next-leads">
          {Array.from({ length: 5 }, (_, row) => (
            <Skeleton key={row} height={32} />
          ))}
        </Stack>
      )}
      <div {...region} className="next-leads">
        {leads.data && rows.length === 0 && (
          <div className="next-none">
            <IconCircleCheck size={20} aria-hidden />
            {t('overview.nextNone')}
          </div>
        )}
        {rows.length > 0 && (
          <ol className="next-rows">
            {rows.map(({ item, gone }) => (
              <li key={item.id} className={gone ? 'gone' : ''}>
                <span className="next-due">
                  <Deadline at={item.deadlineAt} breach={item.breach} />
                </span>
                <Link to={`/leads/${item.id}`} className="next-name">
                  {item.name ?? t('leads.unnamed')}
                </Link>
                <span className="next-owner">
                  {item.ownerId === null ? t('leads.nobody') : (people.get(item.ownerId) ?? '…')}
                </span>
                <Text size="sm" c="dimmed" className="next-source" span>
                  {gone ? t('overview.nextGone') : item.source}
                </Text>
              </li>
            ))}
          </ol>
        )}
      </div>
    </Panel>
  );
}
