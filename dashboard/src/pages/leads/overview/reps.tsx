import { Badge, Button, Progress, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Failed, Loading } from '../../../shared/states';
import { Changing } from './changing';
import type { Filters } from './filters';
import { useNumbers } from './numbers';
import { Panel } from './panel';
import { useReps, type Rep } from './queries';

const SHOWN = 12;

/** Who has how much to do, and how well it goes. */
export function Reps({ filters }: { filters: Filters }) {
  const { t } = useTranslation();
  const [isWhole, { open }] = useDisclosure();
  const reps = useReps(filters);
  const { teamId } = filters;
  const items = (reps.data ?? []).filter(({ teams }) => !teamId || teams.some(({ id }) => id === teamId));
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
                <Table.Th ta="right">{t('overview.breached')}</Table.Th>
                <Table.Th ta="right">{t('overview.inTime')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.slice(0, isWhole ? undefined : SHOWN).map((rep) => (
                <Row key={rep.id} rep={rep} />
              ))}
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
      <Table.Td ta="right" className={`tabular ${rep.breached > 0 ? 'late' : ''}`}>
        <Changing>{count(rep.breached)}</Changing>
      </Table.Td>
      <Table.Td ta="right" className="tabular">
        {share(rep.attainment)}
      </Table.Td>
    </Table.Tr>
  );
}
