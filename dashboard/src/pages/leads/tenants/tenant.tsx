import { Alert, Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useParams } from 'react-router';
import { PAGES } from '../../../shared/pages';
import { Refused } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { NotThere } from '../../../shared/not-there';
import { ShownOnce } from '../../../shared/settings/shown-once';
import { Failed, Loading } from '../../../shared/states';
import { useTellName } from '../../../shared/title';
import { useTenant, type Tenant } from './data';
import { Deeds } from './deeds';
import { DeedList } from './deed-list';
import { Health } from './health';
import { StateBadge } from './state-badge';

const NOT_FOUND = 404;

/** One organisation: how it is, how ready, what can be done about it and what was. */
export function TenantPage() {
  const { t } = useTranslation('operator');
  const { id = '' } = useParams();
  const { data, error, refetch } = useTenant(id);
  if (error instanceof Refused && error.status === NOT_FOUND)
    return <NotThere title={t('notThere')} text={t('notThereWhy')} />;
  if (data) return <Shown tenant={data} />;
  return error ? <Failed error={error} again={() => void refetch()} /> : <Loading />;
}

function Shown({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation('operator');
  const { name, state, createdAt, suspendedAt, suspendedBecause, deletedAt } = tenant;
  useTellName(name);
  const handed: unknown = useLocation().state;
  const link = isHanded(handed) ? handed.invitationUrl : null;
  return (
    <Stack>
      <Anchor component={Link} to={PAGES.tenants}>
        {t('back')}
      </Anchor>
      <div>
        <Group>
          <Title order={1}>{name}</Title>
          <StateBadge state={state} />
        </Group>
        <Text c="dimmed">
          {t('since')} <Instant at={createdAt} /> · {tenant.timeZone}
        </Text>
      </div>
      {link !== null && (
        <ShownOnce
          title={t('invitation')}
          hint={t('invitationHint')}
          label={t('invitationLink')}
          secret={link}
          words={{ copy: t('copy'), copied: t('copied') }}
        />
      )}
      {suspendedAt !== null && (
        <Alert color={deletedAt === null ? 'yellow' : 'gray'} variant="outline" role="status">
          {t(deletedAt === null ? 'suspendedSince' : 'deletedSince')} <Instant at={deletedAt ?? suspendedAt} />
          {suspendedBecause !== null && `: ${suspendedBecause}`}.{' '}
          {t(deletedAt === null ? 'suspendedMeans' : 'deletedMeans')}
        </Alert>
      )}
      <Group>
        <Button
          component={Link}
          to={PAGES.tenantDiagnostics.replace(':id', tenant.id)}
          variant="default"
          leftSection={<IconStethoscope size={16} aria-hidden />}
        >
          {t('diagnostics')}
        </Button>
      </Group>
      <Deeds tenant={tenant} />
      <Health tenant={tenant} />
      <DeedList tenantId={tenant.id} />
    </Stack>
  );
}

const isHanded = (state: unknown): state is { invitationUrl: string } =>
  typeof state === 'object' && state !== null && 'invitationUrl' in state && typeof state.invitationUrl === 'string';
