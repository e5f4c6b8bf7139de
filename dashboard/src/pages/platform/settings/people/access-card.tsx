import { Alert, Button, CopyButton, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../../api/client';
import { tellChanged } from '../../../../shared/settings/tell-changed';
import { NotDone } from '../../../../shared/states';
import { ByName } from '../../../../shared/settings/by-name';
import { useRun } from '../../../../shared/use-run';
import type { OnePerson } from './data';
import { forgetHandedOver, handedOver } from './handed-over';
import InvitationState from './invitation-state';

/** How somebody comes in: their invitation, or a link that sets a new password. */
export default function AccessCard({ person }: { person: OnePerson }) {
  const { t } = useTranslation('links');
  const queries = useQueryClient();
  const { id, name, invited, status } = person;
  const [link, setLink] = useState(() => handedOver(id));
  useEffect(() => forgetHandedOver(id), [id]);
  const [isAsking, setAsking] = useState(false);
  const { error, isSending, run } = useRun();
  const params = { path: { id } };
  const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ['people'] });

  const send = run(async () => {
    const { data } = await (invited
      ? api.POST('/api/users/{id}/invitation', { params })
      : api.POST('/api/users/{id}/password-reset', { params }));
    setLink(data!.link);
    if (data!.link === null) tellChanged(t(invited ? 'access.invitedTold' : 'access.resetTold', { name }));
    await again();
  });
  const isOpen = person.invitation !== null && ['WAITING', 'SENT', 'SHOWN'].includes(person.invitation.status);

  return (
    <Paper withBorder p="md" component="section" aria-labelledby="access">
      <Title order={2} size="h4" id="access" mb="sm">
        {t('access.title')}
      </Title>
      <Stack align="flex-start">
        {error && <NotDone error={error} />}
        {invited ? <InvitationState person={person} /> : <Text size="sm">{t('access.resetHow')}</Text>}
        {link !== null && <HandedOver link={link} />}
        {status !== 'INACTIVE' && (
          <Group>
            <Button variant="default" loading={isSending} onClick={send}>
              {t(invited ? 'access.inviteAgain' : 'access.sendReset')}
            </Button>
            {invited && isOpen && (
              <Button variant="outline" color="red" onClick={() => setAsking(true)}>
                {t('access.withdraw')}
              </Button>
            )}
          </Group>
        )}
      </Stack>
      {isAsking && (
        <ByName
          title={t('access.withdrawTitle', { name })}
          name={name}
          submit={t('access.withdraw')}
          act={async () => {
            await api.DELETE('/api/users/{id}/invitation', { params });
            setLink(null);
            await again();
            tellChanged(t('access.withdrawnTold', { name }));
          }}
          onClose={() => setAsking(false)}
        >
          <Text>{t('access.withdrawFollows')}</Text>
        </ByName>
      )}
    </Paper>
  );
}

/** No mail is set up: whoever asks takes the link along. It is not shown again. */
function HandedOver({ link }: { link: string }) {
  const { t } = useTranslation('links');
  return (
    <Alert color="teal" title={t('access.handOver')} w="100%">
      <Stack gap="xs">
        <Text size="sm">{t('access.handOverHow')}</Text>
        <Group align="end">
          <TextInput
            label={t('access.link')}
            readOnly
            flex={1}
            value={link}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
          <CopyButton value={link}>
            {({ copied, copy }) => <Button onClick={copy}>{t(copied ? 'access.copied' : 'access.copy')}</Button>}
          </CopyButton>
        </Group>
      </Stack>
    </Alert>
  );
}
