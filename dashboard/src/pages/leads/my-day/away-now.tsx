import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { can, type Me } from '../../../shared/me';
import { NotDone } from '../../../shared/states';
import type { Absence } from './data';

/** That somebody is away, until when, and the way back. */
export function AwayNow({ me, absence }: { me: Me; absence: Absence }) {
  const { t } = useTranslation('myDay');
  const queries = useQueryClient();
  const comeBack = useMutation({
    mutationFn: async () => {
      const path = { id: me.id, absenceId: absence.id };
      await api.DELETE('/api/users/{id}/time-off/{absenceId}', { params: { path } });
    },
    // Also where it was refused: then it is over already.
    onSettled: () => queries.invalidateQueries({ queryKey: ['people'] }),
  });
  return (
    <div role="status">
      <Group gap="xs" justify="center">
        <span>
          {t('absentUntil')} <Instant at={absence.to ?? absence.from} />
        </span>
        {(can(me, 'time_off.plan.own') || can(me, 'time_off.plan')) && (
          <Button size="compact-md" loading={comeBack.isPending} onClick={() => comeBack.mutate()}>
            {t('iAmBack')}
          </Button>
        )}
      </Group>
      {comeBack.error && <NotDone error={comeBack.error} />}
    </div>
  );
}
