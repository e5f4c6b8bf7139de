import { Button, List, Paper, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { PAGES } from '../../../../shared/pages';
import { ByName } from '../../../../shared/settings/by-name';
import type { Leaving } from '../../../../shared/settings/use-leaving';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { Failed, Loading } from '../../../../shared/states';
import { addCalendar, CALENDARS, deleteCalendar, hoursOf, useUses, type Calendar } from './data';

interface UsesProps {
  calendar: Calendar;
  canDelete: boolean;
  leaving: Leaving;
}

/** Who counts by a calendar; one that nobody does can be deleted. */
export function Uses({ calendar, canDelete, leaving }: UsesProps) {
  const { t } = useTranslation('calendars');
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const uses = useUses(calendar.id, leaving.isLeaving);
  const { people = [], teams = [], flows = [], leads = 0 } = uses.data ?? {};
  const isUsed = people.length + teams.length + flows.length + leads > 0;
  const remove = async (): Promise<void> => {
    await leaving.leave([CALENDARS], () => deleteCalendar(calendar.id));
    await navigate(PAGES.calendars);
    tellChanged(t('uses.deleted', { name: calendar.name }), async () => {
      const { id } = await addCalendar({ name: calendar.name, ...hoursOf(calendar) });
      await queries.invalidateQueries({ queryKey: [CALENDARS] });
      await navigate(`${PAGES.calendars}/${id}`);
    });
    await queries.invalidateQueries({ queryKey: [CALENDARS, 'all'] });
  };
  return (
    <Paper withBorder p="md" component="section" aria-label={t('uses.title')}>
      <Title order={2} size="h4">
        {t('uses.title')}
      </Title>
      {uses.data ? (
        <>
          {!isUsed && <Text size="sm">{t('uses.nobody')}</Text>}
          <List size="sm" mt="xs">
            {teams.map(({ id, name }) => (
              <List.Item key={id}>
                {t('uses.team')} <Link to={`${PAGES.teams}/${id}`}>{name}</Link>
              </List.Item>
            ))}
            {people.map(({ id, name }) => (
              <List.Item key={id}>
                <Link to={`${PAGES.people}/${id}`}>{name}</Link>
              </List.Item>
            ))}
            {flows.map(({ id, name, where }) => (
              <List.Item key={id}>{t('uses.flow', { name, where: where.join(', ') })}</List.Item>
            ))}
            {leads > 0 && <List.Item>{t('uses.leads', { count: leads })}</List.Item>}
          </List>
          {canDelete && (
            <>
              <Button variant="default" color="red" mt="sm" disabled={isUsed} onClick={() => setAsking(true)}>
                {t('uses.delete')}
              </Button>
              {isUsed && (
                <Text size="sm" c="dimmed" mt={4}>
                  {t('uses.cannot')}
                </Text>
              )}
            </>
          )}
        </>
      ) : uses.error ? (
        <Failed error={uses.error} again={() => void uses.refetch()} />
      ) : (
        <Loading />
      )}
      {isAsking && (
        <ByName
          title={t('uses.askDelete')}
          name={calendar.name}
          submit={t('uses.delete')}
          act={remove}
          onClose={() => setAsking(false)}
        >
          <Text size="sm">{t('uses.follows')}</Text>
        </ByName>
      )}
    </Paper>
  );
}
