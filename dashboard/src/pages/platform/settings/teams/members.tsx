import { ActionIcon, Anchor, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconUserMinus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../../../api/client';
import { PickPerson } from '../../../../shared/settings/pick-person';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading, NotDone } from '../../../../shared/states';
import { usePeopleList, type Person } from '../people/data';
import { StateBadge } from '../people/state-badge';
import type { Team } from './data';
import { asError } from '../../../../shared/as-error';

/** Who is in a team; put in and taken out here. */
export function Members({ team, canChange }: { team: Team; canChange: boolean }) {
  const { t } = useTranslation('teams');
  const queries = useQueryClient();
  const [error, setError] = useState<Error | null>(null);
  const list = usePeopleList({ q: '', role: undefined, state: undefined, teamId: team.id, sort: 'name', order: 'asc' });
  const members = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const refresh = () => Promise.all(['people', 'teams'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  const add = async (userId: string): Promise<void> => {
    await api.PUT('/api/teams/{id}/members/{userId}', { params: { path: { id: team.id, userId } } });
    void refresh();
  };
  const remove = async (userId: string): Promise<void> => {
    await api.DELETE('/api/teams/{id}/members/{userId}', { params: { path: { id: team.id, userId } } });
    void refresh();
  };
  const told = (work: Promise<void>, message: string, undo: () => Promise<void>): void => {
    setError(null);
    work.then(
      () => tellChanged(message, undo),
      (failure: unknown) => setError(asError(failure)),
    );
  };
  const takeOut = ({ id, name }: Person): void =>
    told(remove(id), t('removedTold', { name, team: team.name }), () => add(id));
  if (list.error) return <Failed error={list.error} again={() => void list.refetch()} />;
  if (!list.data) return <Loading />;
  return (
    <Stack>
      {error && <NotDone error={error} />}
      {members.length === 0 && <Text>{t('noMembers')}</Text>}
      {members.length > 0 && (
        <Table aria-label={t('members')} className="settings-table" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('member')}</Table.Th>
              <Table.Th>{t('state')}</Table.Th>
              {canChange && <Table.Th>{t('takeOut')}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {members.map((person) => (
              <Table.Tr key={person.id}>
                <Table.Td data-label={t('member')}>
                  <Anchor component={Link} to={`/settings/people/${person.id}`}>
                    {person.name}
                  </Anchor>
                </Table.Td>
                <Table.Td data-label={t('state')}>
                  <StateBadge person={person} />
                </Table.Td>
                {canChange && (
                  <Table.Td data-label={t('takeOut')}>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t('takeOutOne', { name: person.name })}
                      onClick={() => takeOut(person)}
                    >
                      <IconUserMinus size={18} aria-hidden />
                    </ActionIcon>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {list.hasNextPage && (
        <Group>
          <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {t('more')}
          </Button>
        </Group>
      )}
      {canChange && (
        <PickPerson
          label={t('addMember')}
          value={null}
          without={members.map(({ id }) => id)}
          onChange={(id, name) => {
            if (id !== null) told(add(id), t('addedMemberTold', { name, team: team.name }), () => remove(id));
          }}
        />
      )}
    </Stack>
  );
}
