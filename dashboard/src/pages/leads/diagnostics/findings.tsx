import { Alert, Anchor, Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Schemas } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { PAGES } from '../../../shared/pages';
import '../../../shared/settings/settings-table.css';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../shared/states';
import { useRun } from '../../../shared/use-run';

export type Diagnosis = Schemas['Diagnosis'];
type Finding = Schemas['DiagnosticFinding'];

const COLOURS: Record<Finding['status'], string> = { OK: 'teal', WARN: 'yellow', FAIL: 'red', NOT_RUN: 'gray' };

interface Remedies {
  /** Does what one click does about a check; null: whoever looks may not. */
  remedy: ((check: Finding['check']) => Promise<Schemas['Remedied']>) | null;
}

/** What each check of an organisation came to, since when, and what is done about it. */
export function Findings({ read, remedy }: Remedies & { read: UseQueryResult<Diagnosis> }) {
  const { t } = useTranslation('diagnostics');
  const { data, error, isFetching, refetch } = read;
  return (
    <Stack>
      <Group>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={isFetching}
          onClick={() => void refetch()}
        >
          {t('again')}
        </Button>
        {data && (
          <Text size="sm" c="dimmed">
            {t('lookedAt')} <Instant at={data.at} seconds />
          </Text>
        )}
      </Group>
      {error && <Failed error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <>
          <Alert color={data.isSound ? 'teal' : 'red'} variant="outline" role="status">
            {t(data.isSound ? 'sound' : 'notSound')}
          </Alert>
          <Table aria-label={t('checks')} className="settings-table" verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('checkLabel')}</Table.Th>
                <Table.Th>{t('statusLabel')}</Table.Th>
                <Table.Th>{t('whatLabel')}</Table.Th>
                <Table.Th>{t('sinceLabel')}</Table.Th>
                <Table.Th>{t('remedyLabel')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.checks.map((finding) => (
                <Row key={finding.check} finding={finding} remedy={remedy} onDone={() => void refetch()} />
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </Stack>
  );
}

function Row({ finding, remedy, onDone }: Remedies & { finding: Finding; onDone: () => void }) {
  const { t } = useTranslation('diagnostics');
  const { check, status, since } = finding;
  return (
    <Table.Tr>
      <Table.Td data-label={t('checkLabel')}>{t(`check.${check}`)}</Table.Td>
      <Table.Td data-label={t('statusLabel')}>
        <Badge color={COLOURS[status]} miw="max-content">
          {t(`status.${status}`)}
        </Badge>
      </Table.Td>
      <Table.Td data-label={t('whatLabel')}>
        <What finding={finding} />
      </Table.Td>
      <Table.Td data-label={t('sinceLabel')}>{since === null ? '–' : <Instant at={since} seconds />}</Table.Td>
      <Table.Td data-label={t('remedyLabel')}>
        <Remedy finding={finding} remedy={remedy} onDone={onDone} />
      </Table.Td>
    </Table.Tr>
  );
}

function What({ finding: { what, count, subjects, remedy, isPartial } }: { finding: Finding }) {
  const { t } = useTranslation('diagnostics');
  const page = remedy?.page;
  return (
    <div>
      {what === null ? t('well') : t(`fault.${what}`)}
      {count > 1 && ` (${t('number', { number: count })})`}
      {isPartial && (
        <Text size="sm" c="dimmed">
          {t('partial')}
        </Text>
      )}
      {subjects.length > 0 && (
        <Group gap="xs">
          {subjects.map(({ id, name }) =>
            page ? (
              <Anchor key={id} component={Link} size="sm" to={PAGES[page].replace(':id', id)}>
                {name}
              </Anchor>
            ) : (
              <Text key={id} size="sm">
                {name}
              </Text>
            ),
          )}
        </Group>
      )}
    </div>
  );
}

function Remedy({
  finding: { check, remedy: offered },
  remedy,
  onDone,
}: Remedies & { finding: Finding; onDone: () => void }) {
  const { t } = useTranslation('diagnostics');
  const { error, isSending, run } = useRun();
  if (offered === null) return '–';
  if (offered.path !== null)
    return (
      <Anchor component={Link} to={offered.path}>
        {t(`page.${offered.page!}`)}
      </Anchor>
    );
  if (offered.page !== null) return <Text size="sm">{t('byThem', { page: t(`page.${offered.page}`) })}</Text>;
  const words = t(`remedy.${offered.action!}`);
  if (remedy === null) return <Text size="sm">{t('byAdmin', { remedy: words })}</Text>;
  const act = run(async () => {
    const { done, refused, isPartial } = await remedy(check);
    const told = [t('done', { number: done }), ...(refused > 0 ? [t('refused', { number: refused })] : [])];
    tellChanged([...told, t(isPartial ? 'more' : 'moment')].join(' '));
    onDone();
  });
  return (
    <Stack gap="xs" align="flex-start">
      {error && <NotDone error={error} />}
      <Button
        size="compact-sm"
        variant="default"
        loading={isSending}
        onClick={act}
        aria-label={t('remedyOf', { remedy: words, check: t(`check.${check}`) })}
      >
        {words}
      </Button>
    </Stack>
  );
}
