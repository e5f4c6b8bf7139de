import { Badge, Button, Progress, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Failed, Loading } from '../../../shared/states';
import { Changing } from './changing';
import type { Filters } from './filters';
import { useNumbers } from './numbers';
import { Panel } from './panel';
import { useReps, type Rep, type Reps as Data } from './queries';

const SHOWN = 12;

/** Who has how much to do, and how well it goes. */
export function Reps({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const [isWhole, { open }] = useDisclosure();
  const reps = useReps(filters);
  const { teamId } = filters;
  const items = (reps.data?.items ?? []).filter(({ teams }) => !teamId || teams.some(({ id }) => id === teamId));
  return (
    <Panel title={t('overview.reps')}>
      {reps.error && !reps.data && <Failed error={reps.error} again={() => void reps.refetch()} />}
      {reps.isPending && <Loading />}
      {reps.data && items.length === 0 && <Text c="dimmed">{t('overview.noReps')}</Text>}
      {items.length > 0 && (
        <Table.ScrollContainer minWidth={0}>
          <Table className="reps" highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('overview.rep')}</Table.Th>
                <Table.Th>{t('overview.load')}</Table.Th>
                <Table.Th ta="right" title={t('overview.breachedIs')}>
                  {t('overview.breached')}
                </Table.Th>
                <Table.Th ta="right">{t('overview.inTime')}</Table.Th>
                <Table.Th ta="right" title={t('overview.takenOverIs')}>
                  {t('overview.takenOver')}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.slice(0, isWhole ? undefined : SHOWN).map((rep) => (
                <Row key={rep.id} rep={rep} />
              ))}
              {/* It is of no team. */}
              {reps.data && !teamId && <Nobodys of={reps.data.nobodys} />}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {!isWhole && items.length > SHOWN && (
        <Button variant="default" size="xs" mt="xs" onClick={open}>
          {t('overview.allReps', { count: items.length })}
        </Button>
      )}
    </Panel>
  );
}

function Row({ rep }: { rep: Rep }) {
  const { t } = useTranslation();
  const { count, share } = useNumbers();
  const isFull = rep.openLeads > 0 && rep.load >= 1;
  return (
    <Table.Tr className="linked-row">
      <Table.Td>
        <Link to={`/leads?ownerId=${rep.id}`}>{rep.name}</Link>{' '}
        {rep.status !== 'ACTIVE' && (
          <Badge variant="default" size="sm">
            {t(`overview.${rep.status}`)}
          </Badge>
        )}
        <Text size="xs" c="dimmed" className="rep-teams">
          {rep.teams.map(({ name }) => name).join(', ')}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm" className="tabular load">
          <Changing>{t('overview.loadOf', { open: count(rep.openLeads), capacity: count(rep.capacity) })}</Changing>
        </Text>
        <Progress
          value={rep.load * 100}
          color={isFull ? 'orange' : 'teal'}
          aria-label={t('overview.loadOfRep', { name: rep.name })}
        />
      </Table.Td>
      <Breached count={rep.breached} ownerId={rep.id} />
      <Table.Td ta="right" className="tabular">
        {share(rep.attainment)}
      </Table.Td>
      <Table.Td ta="right" className="tabular">
        {count(rep.takenOver)}
      </Table.Td>
    </Table.Tr>
  );
}

/** What lapsed while nobody held the lead. */
function Nobodys({ of: { breached, letLapse } }: { of: Data['nobodys'] }) {
  const { t } = useTranslation();
  if (breached + letLapse === 0) return null;
  return (
    <Table.Tr>
      <Table.Td colSpan={2}>
        {t('leads.nobody')}
        <Text size="xs" c="dimmed">
          {t('overview.heldByNobody')}
        </Text>
      </Table.Td>
      <Breached count={breached} ownerId="nobody" />
      <Table.Td colSpan={2} />
    </Table.Tr>
  );
}

/** Open leads that somebody let lapse, and the way to just those. */
function Breached({ count, ownerId }: { count: number; ownerId: string }) {
  const { t } = useTranslation();
  const words = useNumbers().count(count);
  return (
    <Table.Td ta="right" className={`tabular ${count > 0 ? 'late' : ''}`}>
      {count === 0 ? (
        words
      ) : (
        <Link
          to={`/leads?breachedOwnerId=${ownerId}`}
          className="late"
          title={t('overview.breachedIs')}
          aria-label={`${t('overview.breached')}: ${words}`}
        >
          <Changing>{words}</Changing>
        </Link>
      )}
    </Table.Td>
  );
}
