import { Alert, Button, Group, Text } from '@mantine/core';
import { IconLifebuoy } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { goSupport } from '../api/session';
import { Instant } from '../shared/instant';
import { can, useMe } from '../shared/me';
import { PAGES } from '../shared/pages';
import { NotDone } from '../shared/states';
import { useRun } from '../shared/use-run';

/** Over every page, of the organisation's people and of the operator alike: who looks in, how, and until when. Either ends it. */
export default function Support() {
  const { t } = useTranslation('support');
  const queries = useQueryClient();
  const me = useMe();
  const { error, isSending, run } = useRun();
  const support = me?.org?.support;
  if (!me || !support) return null;
  const { id, level, until, enteredBy, reason } = support;
  const leave = run(async () => {
    await api.POST('/api/support-access/leave');
    goSupport(null, PAGES.supportAccess);
  });
  const end = run(async () => {
    await api.POST('/api/support-sessions/{id}/end', { params: { path: { id } } });
    await queries.invalidateQueries({ queryKey: ['me'] });
    await queries.invalidateQueries({ queryKey: ['support'] });
  });
  const words = me.isSupport
    ? t('banner.you', { org: me.org!.name })
    : enteredBy === null
      ? t('banner.may')
      : t('banner.who', { name: enteredBy });
  return (
    <Alert
      color={me.isSupport ? 'red' : 'yellow'}
      variant="outline"
      mb="md"
      role="status"
      icon={<IconLifebuoy size={20} aria-hidden />}
    >
      <Group justify="space-between">
        <Text size="sm">
          {words} {t(`level.${level}`)} · {t('until')} <Instant at={until} /> · {reason}
        </Text>
        {me.isSupport && (
          <Button size="compact-sm" variant="default" loading={isSending} onClick={leave}>
            {t('leave')}
          </Button>
        )}
        {can(me, 'support.grant') && (
          <Button size="compact-sm" variant="default" loading={isSending} onClick={end}>
            {t('end')}
          </Button>
        )}
      </Group>
      {error && <NotDone error={error} />}
    </Alert>
  );
}
