import { Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { Instant } from '../../../shared/instant';
import { roleKey } from '../../../shared/me';
import { ByName } from '../../../shared/settings/by-name';
import { ShownOnce } from '../../../shared/settings/shown-once';
import { tellChanged } from '../../../shared/settings/tell-changed';
import { NotDone } from '../../../shared/states';

const KEY = ['demo-org'];

/** A demo beside the organisation: made to look at, and thrown away again. */
export function DemoCard({ mayAdminister }: { mayAdminister: boolean }) {
  const { t } = useTranslation('firstHour');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const read = useQuery({ queryKey: KEY, queryFn: async () => (await api.GET('/api/demo-org')).data! });
  const make = useMutation({
    mutationFn: async () => (await api.POST('/api/demo-org')).data!,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const throwAway = async (): Promise<void> => {
    await api.DELETE('/api/demo-org');
    make.reset();
    await queries.invalidateQueries({ queryKey: KEY });
    tellChanged(t('demo.gone'));
  };
  if (!read.data || read.data.isDemo) return null;
  const { demo } = read.data;
  if (demo === null && !mayAdminister) return null;
  const password = demo !== null && make.data?.demo.id === demo.id ? make.data.password : null;
  return (
    <Paper withBorder p="md" component="section" aria-label={t('demo.title')}>
      <Stack gap="xs">
        <Title order={2} size="h4">
          {t('demo.title')}
        </Title>
        <Text size="sm">{t('demo.hint')}</Text>
        {make.error && <NotDone error={make.error} />}
        {demo === null ? (
          <Group>
            <Button size="xs" variant="default" loading={make.isPending} onClick={() => make.mutate()}>
              {t('demo.make')}
            </Button>
          </Group>
        ) : (
          <>
            <Text size="sm" fw={500}>
              {t('demo.is', { name: demo.name })} <Instant at={demo.createdAt} />
            </Text>
            {password === null ? (
              mayAdminister && <Text size="sm">{t('demo.passwordGone')}</Text>
            ) : (
              <ShownOnce
                title={t('demo.passwordOnce')}
                hint={t('demo.passwordHint')}
                label={t('demo.password')}
                secret={password}
                words={{ copy: t('copy'), copied: t('copied') }}
              />
            )}
            <List size="sm" aria-label={t('demo.people')} listStyleType="none">
              {demo.people.map(({ email, name, role }) => (
                <List.Item key={email} style={{ overflowWrap: 'anywhere' }}>
                  {email} ({name}, {common(roleKey(role))})
                </List.Item>
              ))}
            </List>
            {mayAdminister && (
              <Group>
                <Button size="xs" variant="default" onClick={() => setAsked(true)}>
                  {t('demo.throwAway')}
                </Button>
              </Group>
            )}
          </>
        )}
      </Stack>
      {isAsked && demo !== null && (
        <ByName
          title={t('demo.ask')}
          name={demo.name}
          submit={t('demo.throwAway')}
          act={throwAway}
          onClose={() => setAsked(false)}
        >
          <List size="sm">
            <List.Item>{t('demo.follows')}</List.Item>
            <List.Item>{t('demo.noUndo')}</List.Item>
          </List>
        </ByName>
      )}
    </Paper>
  );
}
