import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Instant } from '../../../shared/instant';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { cancel, plan, useAbsence, useTimeOff, type Absence } from './data';
import type { HandoverProps } from './handover';
import { PlanTimeOff } from './plan';
import { asError } from '../../../shared/as-error';

interface AbsencesProps {
  userId: string;
  canPlan: boolean;
  Handover: ComponentType<HandoverProps>;
  /** It is the person themselves who looks. */
  own?: boolean;
}

/** Somebody's time off: what goes on, what is planned, what was; planned and cancelled here. */
export function Absences({ userId, canPlan, Handover, own = false }: AbsencesProps) {
  const { t } = useTranslation('people');
  const queries = useQueryClient();
  const list = useTimeOff(userId);
  const [isPlanning, setPlanning] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ['people'] });
  const end = (absence: Absence): void => {
    setError(null);
    cancel(userId, absence.id)
      .then(() => {
        void refresh();
        const { from, to, replan, reason } = absence;
        const again = async () => {
          await plan(userId, { from, to: to!, replan, ...(reason !== null && { reason }) });
          void refresh();
        };
        tellChanged(t(absence.status === 'RUNNING' ? 'away.backTold' : 'away.cancelledTold'), again);
      })
      .catch((failure: unknown) => setError(asError(failure)));
  };
  if (list.error) return <Failed error={list.error} again={() => void list.refetch()} />;
  if (!list.data) return <Loading />;
  const shown = list.data.filter(({ cause }) => cause === 'TIME_OFF');
  const running = shown.find(({ status }) => status === 'RUNNING');
  return (
    <Stack align="flex-start">
      {error && <NotDone error={error} />}
      {running && (
        <Group role="status">
          <Text fw={600}>
            {t(own ? 'away.youUntil' : 'away.theyUntil')} <Instant at={running.to ?? running.from} />
          </Text>
          {canPlan && (
            <Button size="compact-md" onClick={() => end(running)}>
              {t(own ? 'away.iAmBack' : 'away.isBack')}
            </Button>
          )}
        </Group>
      )}
      {shown.length === 0 && <Text c="dimmed">{t('away.none')}</Text>}
      {shown.length > 0 && (
        <Table aria-label={t('absences')} className="settings-table">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('away.from')}</Table.Th>
              <Table.Th>{t('away.to')}</Table.Th>
              <Table.Th>{t('state')}</Table.Th>
              <Table.Th>{t('away.leads')}</Table.Th>
              <Table.Th>{t('away.reason')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((absence) => (
              <Table.Tr key={absence.id}>
                <Table.Td data-label={t('away.from')}>
                  <Instant at={absence.from} />
                </Table.Td>
                <Table.Td data-label={t('away.to')}>{absence.to && <Instant at={absence.to} />}</Table.Td>
                <Table.Td data-label={t('state')}>
                  <Group gap="xs">
                    <Badge
                      miw="max-content"
                      variant="light"
                      tt="none"
                      color={absence.status === 'RUNNING' ? 'orange' : 'gray'}
                      c="var(--mantine-color-text)"
                    >
                      {t(`away.stages.${absence.status}`)}
                    </Badge>
                    {canPlan && absence.status === 'PLANNED' && (
                      <Button size="compact-sm" variant="default" onClick={() => end(absence)}>
                        {t('away.cancel')}
                      </Button>
                    )}
                  </Group>
                </Table.Td>
                <Table.Td data-label={t('away.leads')}>
                  <Replanned absence={absence} />
                </Table.Td>
                <Table.Td data-label={t('away.reason')}>{absence.reason ?? '–'}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {canPlan && (
        <Button ref={button} variant="default" onClick={() => setPlanning(true)}>
          {t(own ? 'away.iAmAway' : 'away.plan')}
        </Button>
      )}
      {isPlanning && (
        <PlanTimeOff
          userId={userId}
          own={own}
          Handover={Handover}
          onClose={() => {
            setPlanning(false);
            button.current?.focus();
          }}
        />
      )}
    </Stack>
  );
}

/** How far the leads have gone to others: asked for again and again while they go. */
function Replanned({ absence }: { absence: Absence }) {
  const { t } = useTranslation('people');
  const now = useAbsence(absence);
  return now.replan ? t('away.replanned', { done: now.leadsReplanned, found: now.leadsFound ?? 0 }) : t('away.stay');
}
